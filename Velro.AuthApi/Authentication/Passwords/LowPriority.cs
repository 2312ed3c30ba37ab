using System.Runtime.InteropServices;

namespace Velro.AuthApi.Authentication.Passwords;

/// <summary>Lets other threads go first when there are fewer processors than threads that want one.</summary>
internal static partial class LowPriority
{
    /// <summary>How many steps, of 19. A thread has a tenth of a processor beside one that is ten steps above it, and a whole one beside none.</summary>
    private const int Steps = 10;

    /// <summary>Lowers the priority of the thread that calls. Where the system says no it stays as it is.</summary>
    public static void Take()
    {
        Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;

        // There the runtime leaves priorities alone; and there, unlike in POSIX, this is of the one thread. From where the process is: one that
        // was itself started with a low priority is not to be raised.
        if (OperatingSystem.IsLinux()) _ = Nice(Steps);
    }

    [LibraryImport("libc", EntryPoint = "nice")]
    private static partial int Nice(int increment);
}
