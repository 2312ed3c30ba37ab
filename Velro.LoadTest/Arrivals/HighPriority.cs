using System.Runtime.InteropServices;

namespace Velro.LoadTest.Arrivals;

/// <summary>Lets a thread go first when there are more threads than processors: one that begins things in time, and needs little for it.</summary>
internal static partial class HighPriority
{
    private const int Steps = -10;

    /// <summary>Raises the priority of the thread that calls. Where the system says no, it stays as it is, and its lag shows it.</summary>
    public static void Take()
    {
        Thread.CurrentThread.Priority = ThreadPriority.Highest;

        // There the runtime leaves priorities alone; and there, unlike in POSIX, this is of the one thread. It needs CAP_SYS_NICE.
        if (OperatingSystem.IsLinux()) _ = Nice(Steps);
    }

    [LibraryImport("libc", EntryPoint = "nice")]
    private static partial int Nice(int increment);
}
