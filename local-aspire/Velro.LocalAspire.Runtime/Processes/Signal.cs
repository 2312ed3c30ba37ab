using System.Runtime.InteropServices;

namespace Velro.LocalAspire.Processes;

/// <summary>The signals that the local host sends.</summary>
public enum Signal
{
    /// <summary>No signal: asks whether the process is there.</summary>
    None = 0,

    /// <summary>SIGINT; for Postgres the clean and fast shutdown.</summary>
    Interrupt = 2,

    /// <summary>SIGKILL.</summary>
    Kill = 9,

    /// <summary>SIGTERM; for ordinary programs the clean shutdown.</summary>
    Terminate = 15,
}

internal static partial class Signals
{
    public static string NameOf(Signal signal) => signal switch
    {
        Signal.Interrupt => "INT",
        Signal.Kill => "KILL",
        Signal.Terminate => "TERM",
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, "Not a signal that ends a process."),
    };

    /// <summary>Sends to the whole group that a child leads; false when nobody is left in it.</summary>
    public static bool SendToGroup(int leader, Signal signal) => leader > 1 && Kill(-leader, (int)signal) == 0;

    public static bool SendToProcess(int process, Signal signal) => process > 1 && Kill(process, (int)signal) == 0;

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
