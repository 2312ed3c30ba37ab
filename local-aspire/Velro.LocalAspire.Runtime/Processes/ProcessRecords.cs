using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Velro.LocalAspire.Processes;

/// <summary>
/// What is running, one small file a child, so that the next start can end what a killed local host and a killed guardian left.
/// A process is known by its number and its start time: numbers are used again.
/// </summary>
internal sealed class ProcessRecords
{
    private readonly string _folder;

    public ProcessRecords(string folder)
    {
        _folder = Directory.CreateDirectory(folder).FullName;
    }

    public void Write(int leader, ProcessSpec spec) => File.WriteAllText(
        PathOf(leader), $"{StartOf(leader)} {(int)spec.StopSignal} {(spec.IsStore ? "store" : "program")} {spec.Name}");

    public void Remove(int leader) => File.Delete(PathOf(leader));

    /// <summary>Ends what is left of an earlier run, programs before stores; tells the names.</summary>
    public async Task<IReadOnlyList<string>> EndLeftoversAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var ended = new List<string>();
        var left = Directory.GetFiles(_folder).Select(Read).OfType<Leftover>().OrderBy(leftover => leftover.IsStore).ToList();
        foreach (var leftover in left)
        {
            Signals.SendToGroup(leftover.Leader, leftover.StopSignal);
            ended.Add(leftover.Name);
        }
        foreach (var leftover in left)
        {
            await EndAsync(leftover.Leader, TimeSpan.FromSeconds(leftover.IsStore ? 20 : 5), time, cancellationToken);
        }
        foreach (var file in Directory.GetFiles(_folder)) File.Delete(file);
        return ended;
    }

    /// <summary>Waits until a process that is no child of this one is gone, and kills it after the grace.</summary>
    public static async Task EndAsync(int leader, TimeSpan grace, TimeProvider time, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (IsAlive(leader))
        {
            if (time.GetElapsedTime(start) > grace) Signals.SendToGroup(leader, Signal.Kill);
            await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellationToken);
        }
    }

    /// <summary>Whether the process runs; one that ended and waits for its parent to notice does not.</summary>
    public static bool IsAlive(int process) => StartOf(process) is not null;

    private Leftover? Read(string file)
    {
        var fields = File.ReadAllText(file).Split(' ', 4);
        if (fields.Length != 4 || !int.TryParse(Path.GetFileName(file), CultureInfo.InvariantCulture, out var leader)) return null;
        if (StartOf(leader) is not { } start || start != fields[0]) return null;
        return new Leftover(leader, (Signal)int.Parse(fields[1], CultureInfo.InvariantCulture), fields[2] == "store", fields[3]);
    }

    private static string? StartOf(int process)
    {
        if (OperatingSystem.IsLinux()) return StartOfOnLinux(process);
        try
        {
            using var found = Process.GetProcessById(process);
            return found.StartTime.Ticks.ToString(CultureInfo.InvariantCulture);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }

    // Fields 3 (state) and 22 (start, in ticks since boot) of /proc/<pid>/stat, counted after the name, which may hold anything.
    private static string? StartOfOnLinux(int process)
    {
        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : fields[19];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private string PathOf(int leader) => Path.Combine(_folder, leader.ToString(CultureInfo.InvariantCulture));

    private sealed record Leftover(int Leader, Signal StopSignal, bool IsStore, string Name);
}
