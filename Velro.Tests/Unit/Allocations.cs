namespace Velro.Tests.Unit;

/// <summary>
/// What work allocates on this thread. The runtime's count rises too when a collection, which any test may cause, takes a thread's unused room
/// back: so the least of some attempts is what counts.
/// </summary>
internal static class Allocations
{
    private const int Attempts = 10;

    public static long Of(Action work)
    {
        work();
        var least = long.MaxValue;
        for (var attempt = 0; attempt < Attempts && least > 0; attempt++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
