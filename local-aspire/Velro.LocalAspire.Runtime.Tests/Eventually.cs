using System.Diagnostics;

namespace Velro.LocalAspire.Runtime.Tests;

/// <summary>Polls for what a real process brings about.</summary>
public static class Eventually
{
    public static async Task True(Func<bool> condition, string what, int seconds = 20)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(seconds), $"Not within {seconds} s: {what}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
