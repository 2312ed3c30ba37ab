using System.Diagnostics;

namespace Velro.LocalAspire.Tests.Orchestration;

/// <summary>Polls for what a real process brings about.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<bool> condition, int seconds = 30)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(seconds), $"Not within {seconds} s.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
