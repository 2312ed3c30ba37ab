using System.Diagnostics;
using System.Globalization;

namespace Velro.LocalAspire.Processes;

/// <summary>
/// Starts processes that cannot outlive the local host. Each is the leader of its own process group, so that a terminal's Ctrl-C
/// reaches only the local host, which then stops them in order; and each is known to a guardian before its program begins, which
/// ends it when the local host was killed.
/// </summary>
public sealed class ProcessHost : IDisposable
{
    private readonly TimeProvider _time;
    private readonly Guardian _guardian = new();
    private readonly ProcessRecords _records;
    private readonly string? _setsid;

    private readonly string _shell;

    private ProcessHost(string runFolder, TimeProvider time, string? setsid, string shell)
    {
        _shell = shell;
        _time = time;
        _setsid = setsid;
        _records = new ProcessRecords(Path.Combine(runFolder, "processes"));
    }

    /// <summary>The names of the processes of an earlier run that were still there and have been ended.</summary>
    public IReadOnlyList<string> EndedLeftovers { get; private set; } = [];

    /// <summary>Creates the host; ends first what an earlier run left.</summary>
    /// <param name="runFolder">The folder of the records of what runs; one host at a time may use it.</param>
    /// <param name="time">The time that graces are measured by.</param>
    /// <param name="cancellationToken">Gives up waiting for the leftovers.</param>
    public static Task<ProcessHost> CreateAsync(string runFolder, TimeProvider? time = null, CancellationToken cancellationToken = default) =>
        CreateAsync(runFolder, Executables.Find("setsid"), "/bin/sh", time ?? TimeProvider.System, cancellationToken);

    internal static async Task<ProcessHost> CreateAsync(
        string runFolder, string? setsid, string shell, TimeProvider time, CancellationToken cancellationToken)
    {
        var host = new ProcessHost(runFolder, time, setsid, shell);
        host.EndedLeftovers = await host._records.EndLeftoversAsync(time, cancellationToken);
        return host;
    }

    /// <summary>Has a folder deleted also when the local host is killed.</summary>
    public void DeleteAtTheEnd(string folder) => _guardian.DeleteAtTheEnd(folder);

    /// <summary>Starts a process.</summary>
    /// <param name="spec">What to start.</param>
    /// <param name="onOutput">Gets every line, from a thread of the process's own.</param>
    /// <exception cref="LocalHostException">The program is not there.</exception>
    public ChildProcess Start(ProcessSpec spec, Action<OutputLine> onOutput)
    {
        var program = Executables.Find(spec.FileName) ?? throw new LocalHostException(
            "process.program_missing", $"{spec.Name} cannot start: the program {spec.FileName} is not there or may not be run.");
        if (!Directory.Exists(spec.WorkingDirectory))
        {
            throw new LocalHostException(
                "process.folder_missing", $"{spec.Name} cannot start: its working directory {spec.WorkingDirectory} is not there.");
        }

        var process = Process.Start(StartInfo(spec, program)) ?? throw new InvalidOperationException("The shell did not start.");
        var leader = _setsid is not null ? process.Id : ReadLeader(process);
        _records.Write(leader, spec);
        _guardian.Register(leader, spec);
        var child = new ChildProcess(spec, process, leader, onOutput, Forget, _time);
        OpenGate(process, spec.StandardInput);
        return child;
    }

    /// <summary>Sends the guardian home. Every child must have been stopped.</summary>
    public void Dispose() => _guardian.Dispose();

    private void Forget(int leader)
    {
        _guardian.Forget(leader);
        _records.Remove(leader);
    }

    private ProcessStartInfo StartInfo(ProcessSpec spec, string program)
    {
        var start = new ProcessStartInfo
        {
            FileName = _setsid ?? _shell,
            WorkingDirectory = spec.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in spec.Environment) start.Environment[name] = value;
        if (_setsid is not null) start.ArgumentList.Add(_shell);
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(_setsid is not null ? GuardianScript.Gate : GuardianScript.GateWithJobControl);
        start.ArgumentList.Add(spec.Name);
        foreach (var part in spec.User?.Prefix ?? []) start.ArgumentList.Add(part);
        if (spec.GivesWay && Executables.Find("nice") is { } nice)
        {
            foreach (var part in new[] { nice, "-n", "5" }) start.ArgumentList.Add(part);
        }

        start.ArgumentList.Add(program);
        foreach (var argument in spec.Arguments) start.ArgumentList.Add(argument);
        return start;
    }

    private static int ReadLeader(Process process)
    {
        // Byte by byte: what follows the first line is the program's.
        var digits = "";
        for (var read = process.StandardOutput.BaseStream.ReadByte(); read is not (-1 or '\n'); read = process.StandardOutput.BaseStream.ReadByte())
        {
            digits += (char)read;
        }
        if (int.TryParse(digits, CultureInfo.InvariantCulture, out var leader) && Signals.SendToGroup(leader, Signal.None)) return leader;
        process.Kill(entireProcessTree: true);
        throw new LocalHostException(
            "process.no_process_groups",
            "Processes cannot be started in groups of their own here: setsid is missing and /bin/sh has no job control. Install util-linux.");
    }

    private static void OpenGate(Process process, string? input)
    {
        try
        {
            process.StandardInput.Write("go\n");
            if (input is not null) process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it read everything; its exit code tells more than this does.
        }
    }
}
