using System.Collections.Concurrent;
using System.Diagnostics;

namespace Velro.Tests.EndToEnd;

/// <summary>The AppHost as a person starts it: a process with a console and a state folder.</summary>
internal sealed class AppHostProcess : IAsyncDisposable
{
    private const string Started = "Distributed application started. Press Ctrl+C to shut down.";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private AppHostProcess(Process process) => _process = process;

    /// <summary>What it wrote on its console.</summary>
    public string Console => string.Join('\n', _lines);

    public int Id => _process.Id;

    /// <summary>Begins it; the API listens on the port.</summary>
    public static AppHostProcess Begin(string home, int port, params (string Name, string Value)[] environment)
    {
        var assembly = Path.Combine(AppContext.BaseDirectory, "Velro.AppHost.dll");
        var start = new ProcessStartInfo("dotnet", [assembly])
        {
            WorkingDirectory = Projects.Velro_AppHost.ProjectPath,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["VELRO_HOME"] = home;
        start.Environment["VELRO_API_PORT"] = $"{port}";
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        foreach (var (name, value) in environment) start.Environment[name] = value;

        var host = new AppHostProcess(new Process { StartInfo = start });
        host._process.OutputDataReceived += (_, line) => host.Write(line.Data);
        host._process.ErrorDataReceived += (_, line) => host.Write(line.Data);
        host._process.Start();
        host._process.BeginOutputReadLine();
        host._process.BeginErrorReadLine();
        return host;
    }

    /// <summary>Waits until it says that it is started.</summary>
    public async Task UntilStartedAsync()
    {
        var ended = _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        var first = await Task.WhenAny(_started.Task, ended).WaitAsync(Limit, TestContext.Current.CancellationToken);
        Assert.True(first == _started.Task, $"It ended: {Console}");
    }

    /// <summary>Waits until it has ended, and gives its exit code.</summary>
    public async Task<int> UntilEndedAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Limit, TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Sends SIGTERM, as a service manager does.</summary>
    public async Task<int> TerminateAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"])) await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        return await UntilEndedAsync();
    }

    /// <summary>Sends SIGKILL: it has no time for anything.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Has a shell do what the console says to try, and gives what that prints.</summary>
    public async Task<string> TryWhatItSaysAsync()
    {
        var lines = _lines.ToList();
        var command = lines[lines.IndexOf("Try:") + 1].Trim();
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command]) { RedirectStandardOutput = true })!;
        var output = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        return output;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await TerminateAsync();
        _process.Dispose();
    }

    private void Write(string? line)
    {
        if (line is null) return;
        _lines.Enqueue(line);
        if (line == Started) _started.TrySetResult();
    }
}
