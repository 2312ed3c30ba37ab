namespace Velro.LocalAspire.Processes;

/// <summary>Something that happened to a supervised process.</summary>
public abstract record SupervisionEvent
{
    private SupervisionEvent()
    {
    }

    /// <summary>It runs (and, for a server, answers).</summary>
    public sealed record Started(ChildProcess Process, TimeSpan Took, bool IsRestart) : SupervisionEvent;

    /// <summary>It ended by itself, and is not started again.</summary>
    public sealed record Ended(int ExitCode) : SupervisionEvent;

    /// <summary>It ended by itself, and is started again after the delay.</summary>
    public sealed record Restarting(int ExitCode, int Attempt, TimeSpan Delay) : SupervisionEvent;

    /// <summary>A new start failed; it is tried again after the delay.</summary>
    public sealed record RestartFailed(Exception Error, int Attempt, TimeSpan Delay) : SupervisionEvent;
}

/// <summary>
/// Keeps one process running: starts it, watches it, and starts it again by its <see cref="RestartPolicy"/> when it ends by itself.
/// </summary>
/// <param name="start">Starts the process and returns when it is usable; called again for every new start.</param>
/// <param name="policy">When it is started again.</param>
/// <param name="report">Is told what happens, one event after the other.</param>
/// <param name="time">The time that waits are measured by.</param>
public sealed class SupervisedProcess(
    Func<CancellationToken, Task<ChildProcess>> start,
    RestartPolicy policy,
    Action<SupervisionEvent> report,
    TimeProvider time) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _supervision = Task.CompletedTask;
    private volatile ChildProcess? _current;

    /// <summary>The running process, or the last one.</summary>
    public ChildProcess? Current => _current;

    /// <summary>Starts it for the first time; a failure of this start is the caller's to handle, later ones are tried again.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await StartOnceAsync(isRestart: false, cancellationToken);
        _supervision = SuperviseAsync(_stop.Token);
    }

    /// <summary>Stops it for good.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_stop.IsCancellationRequested) await _stop.CancelAsync();
        if (_current is { } process) await process.StopAsync();
        await _supervision;
        // A start that was under way when the first stop was sent may have left a newer process.
        if (_current is { } last) await last.StopAsync();
    }

    private async Task StartOnceAsync(bool isRestart, CancellationToken cancellationToken)
    {
        var begin = time.GetTimestamp();
        var process = await start(cancellationToken);
        _current = process;
        report(new SupervisionEvent.Started(process, time.GetElapsedTime(begin), isRestart));
    }

    private async Task SuperviseAsync(CancellationToken stopping)
    {
        var attempt = 0;
        while (true)
        {
            var process = _current!;
            var exitCode = await process.Exited;
            if (stopping.IsCancellationRequested || process.IsStopping) return;
            if (!policy.Restarts(exitCode))
            {
                report(new SupervisionEvent.Ended(exitCode));
                return;
            }
            attempt = time.GetUtcNow() - process.StartedAt >= policy.HealthyAfter ? 1 : attempt + 1;
            report(new SupervisionEvent.Restarting(exitCode, attempt, policy.DelayBefore(attempt)));
            attempt = await RestartAsync(attempt, stopping);
            if (stopping.IsCancellationRequested) return;
        }
    }

    private async Task<int> RestartAsync(int attempt, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(policy.DelayBefore(attempt), time, stopping);
                await StartOnceAsync(isRestart: true, stopping);
                return attempt;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }
            catch (Exception error)
            {
                // Whatever it was, giving up would leave the resource down without a word.
                attempt++;
                report(new SupervisionEvent.RestartFailed(error, attempt, policy.DelayBefore(attempt)));
            }
        }
        return attempt;
    }
}
