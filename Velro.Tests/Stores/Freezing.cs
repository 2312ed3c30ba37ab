using System.Diagnostics;
using System.Globalization;

namespace Velro.Tests.Stores;

/// <summary>Stops processes without ending them (SIGSTOP), as an overloaded or paused machine does, and lets them go on (SIGCONT).</summary>
internal static class Freezing
{
    public static void Freeze(params ReadOnlySpan<int> processes) => Send("-STOP", processes);

    public static void Thaw(params ReadOnlySpan<int> processes) => Send("-CONT", processes);

    /// <summary>Ends them where they are (SIGKILL), frozen or not.</summary>
    public static void Kill(params ReadOnlySpan<int> processes) => Send("-KILL", processes);

    /// <summary>Whether one of them runs, or could. One that has ended and was not asked how is none.</summary>
    public static bool AnyIsAlive(params ReadOnlySpan<int> processes)
    {
        foreach (var process in processes)
        {
            if (FieldsOf(process) is [not "Z" and not "X", ..]) return true;
        }

        return false;
    }

    /// <summary>How a process calls itself; nothing when it is gone.</summary>
    public static string TitleOf(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>A process and its children.</summary>
    public static int[] FamilyOf(int parent) =>
    [
        parent,
        .. Directory.EnumerateDirectories("/proc")
            .Select(static folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && ParentOf(id) == parent),
    ];

    private static int ParentOf(int process) => FieldsOf(process) is [_, var parent, ..] ? int.Parse(parent, CultureInfo.InvariantCulture) : 0;

    /// <summary>What the system says of a process, from its state on, which its parent follows; nothing when it is gone.</summary>
    private static string[] FieldsOf(int process)
    {
        try
        {
            // The second field is the name in parentheses, which may hold anything.
            var text = File.ReadAllText($"/proc/{process}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>One that is gone already is passed over.</summary>
    private static void Send(string signal, ReadOnlySpan<int> processes)
    {
        string[] ids = [.. processes.ToArray().Select(static id => id.ToString(CultureInfo.InvariantCulture))];
        using var kill = Process.Start(new ProcessStartInfo("kill", [signal, .. ids]) { RedirectStandardError = true })!;
        kill.StandardError.ReadToEnd();
        kill.WaitForExit();
    }
}
