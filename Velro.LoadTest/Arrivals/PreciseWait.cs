using System.Runtime.InteropServices;

namespace Velro.LoadTest.Arrivals;

/// <summary>
/// Waits for less than a millisecond without spinning: the processor that a spinning generator takes is one that the server lacks.
/// </summary>
internal static partial class PreciseWait
{
    /// <summary>Long waits are cut, so that whoever waits can be told to end.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(50);

    public static void For(TimeSpan time)
    {
        if (time > Longest) time = Longest;
        if (!OperatingSystem.IsLinux())
        {
            Thread.Sleep(time > TimeSpan.FromMilliseconds(1) ? time : TimeSpan.Zero);
            return;
        }

        var request = new TimeSpec { Seconds = 0, Nanoseconds = (nint)time.TotalNanoseconds };
        _ = NanoSleep(in request, 0);
    }

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int NanoSleep(in TimeSpec request, nint remaining);

    /// <summary>The C library's <c>timespec</c>.</summary>
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
