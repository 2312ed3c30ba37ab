using System.Diagnostics;

namespace Velro.Tests.Integration;

/// <summary>Waits for what another process or thread does, within a bound.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static Task TrueAsync(Func<bool> condition) => TrueAsync(() => Task.FromResult(condition()));

    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(start) > Limit) Assert.Fail($"What was waited for did not come within {Limit.TotalSeconds:0} s.");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
