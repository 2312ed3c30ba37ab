using System.Diagnostics;
using System.Globalization;

namespace Velro.LocalAspire.Processes;

/// <summary>The shell process that ends the children when the local host is killed; see <see cref="GuardianScript"/>.</summary>
internal sealed class Guardian : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, string> _registered = [];
    private readonly List<string> _folders = [];
    private Process? _process;

    public void Register(int leader, ProcessSpec spec)
    {
        var line = string.Create(
            CultureInfo.InvariantCulture, $"{(spec.IsStore ? "store" : "program")} {leader} {Signals.NameOf(spec.StopSignal)}");
        lock (_gate)
        {
            _registered[leader] = line;
            Tell(line);
        }
    }

    public void Forget(int leader)
    {
        lock (_gate)
        {
            if (_registered.Remove(leader)) Tell(string.Create(CultureInfo.InvariantCulture, $"gone {leader}"));
        }
    }

    public void DeleteAtTheEnd(string folder)
    {
        lock (_gate)
        {
            _folders.Add(folder);
            Tell("folder " + folder);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_process is null) return;
            try
            {
                // A pipe that closes without the word is what a killed local host leaves: the guardian ends what is still there.
                if (_registered.Count == 0) _process.StandardInput.WriteLine("done");
                _process.StandardInput.Close();
            }
            catch (IOException)
            {
                // It is gone already, and so is its work: every child has been stopped by now.
            }
            _process.Dispose();
            _process = null;
        }
    }

    private void Tell(string line)
    {
        try
        {
            if (_process is { HasExited: false })
            {
                _process.StandardInput.WriteLine(line);
                return;
            }
        }
        catch (IOException)
        {
            // Somebody killed it between the question and the write: start another one, which learns everything again.
        }
        _process?.Dispose();
        _process = Start();
        foreach (var known in _folders) _process.StandardInput.WriteLine("folder " + known);
        foreach (var known in _registered.Values) _process.StandardInput.WriteLine(known);
    }

    private static Process Start()
    {
        var start = new ProcessStartInfo { RedirectStandardInput = true, WorkingDirectory = "/" };
        // A session of its own keeps it alive when the terminal closes or its process group is killed.
        start.FileName = Executables.Find("setsid") ?? "/bin/sh";
        if (start.FileName != "/bin/sh") start.ArgumentList.Add("/bin/sh");
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(GuardianScript.Guardian);
        start.ArgumentList.Add("velro-guardian");
        // It must not hold the local host's own output open: whoever reads that would wait for the guardian's end.
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        var process = Process.Start(start) ?? throw new InvalidOperationException("The shell did not start.");
        process.StandardInput.AutoFlush = true;
        return process;
    }
}
