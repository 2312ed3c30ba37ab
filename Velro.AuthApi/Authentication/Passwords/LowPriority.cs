using System.Runtime.InteropServices;

namespace Velro.AuthApi.Authentication.Passwords;

/// <summary>Lets other threads go first when there are fewer processors than threads that want one.</summary>
internal static partial class LowPriority
{
    /// <summary>Of the steps from 0 to 19. A thread at 10 has a tenth of a processor beside one at 0, and a whole one beside none.</summary>
    private const int Niceness = 10;

    /// <summary>Lowers the priority of the thread that calls. Where the system says no it stays as it is.</summary>
    public static void Take()
    {
        Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;

        // There the runtime leaves priorities alone; and there, unlike in POSIX, the number 0 names the one thread.
        if (OperatingSystem.IsLinux()) _ = SetPriority(which: 0, who: 0, Niceness);
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int priority);
}
