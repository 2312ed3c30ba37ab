using System.Diagnostics;
using System.Globalization;

namespace Velro.Tests.Stores;

/// <summary>Stops processes without ending them (SIGSTOP), as an overloaded or paused machine does, and lets them go on (SIGCONT).</summary>
internal static class Freezing
{
    public static void Freeze(params ReadOnlySpan<int> processes) => Send("-STOP", processes);

    public static void Thaw(params ReadOnlySpan<int> processes) => Send("-CONT", processes);

    /// <summary>A process and its children.</summary>
    public static int[] FamilyOf(int parent) =>
    [
        parent,
        .. Directory.EnumerateDirectories("/proc")
            .Select(static folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && ParentOf(id) == parent),
    ];

    private static int ParentOf(int process)
    {
        try
        {
            // The second field is the name in parentheses, which may hold anything; the fourth is the parent.
            var text = File.ReadAllText($"/proc/{process}/stat");
            return int.Parse(text[(text.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private static void Send(string signal, ReadOnlySpan<int> processes)
    {
        using var kill = Process.Start("kill", [signal, .. processes.ToArray().Select(static id => id.ToString(CultureInfo.InvariantCulture))]);
        kill.WaitForExit();
    }
}
