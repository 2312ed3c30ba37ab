using System.Collections.Concurrent;
using System.Diagnostics;
using Velro.LoadTest.Arrivals;
using Velro.LoadTest.Http;
using Velro.LoadTest.Results;

namespace Velro.LoadTest;

/// <summary>
/// What happens to a server in production while it works: all caches are emptied at a quarter and at three quarters of the time, as on nodes
/// that were just started, and in between a replica is restarted, where a command for that was given.
/// </summary>
internal sealed class ProductionEvents(LoadOptions options, RateProfile profile, ApiClient api, TimeProvider time, Action<string> tell)
{
    private readonly ConcurrentQueue<RunEvent> _events = [];

    /// <summary>What was done.</summary>
    public IEnumerable<RunEvent> Events => _events;

    public async Task RunAsync(long startedAt, CancellationToken until)
    {
        if (profile.Rhythm is null) return;
        try
        {
            await AtAsync(0.25, "caches emptied", () => FlushAsync(until));
            if (options.Deploy is { } command) await AtAsync(0.5, "deploy", () => DeployAsync(command, until));
            await AtAsync(0.75, "caches emptied", () => FlushAsync(until));
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }

        async Task AtAsync(double share, string name, Func<Task> disturb)
        {
            var due = profile.Ramp + (profile.Hold * share) - time.GetElapsedTime(startedAt);
            if (due > TimeSpan.Zero) await Task.Delay(due, time, until);
            _events.Enqueue(new RunEvent(time.GetElapsedTime(startedAt).TotalSeconds, name));
            tell($"-- {name}");
            await disturb();
        }
    }

    private async Task FlushAsync(CancellationToken cancellation)
    {
        var request = ApiRequest.Post("/v1/operations/cache/flush", new Credential(options.OperatorKey), "{}", 200, 202, 204);
        var reply = await api.ExchangeAsync(request, cancellation);
        if (!reply.IsAccepted) tell($"-- the caches were not emptied: {reply.Status} {reply.Code()}");
    }

    private async Task DeployAsync(string command, CancellationToken cancellation)
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command]) { UseShellExecute = false });
        if (shell is null) return;
        await shell.WaitForExitAsync(cancellation);
        tell($"-- deploy ended with {shell.ExitCode}");
    }
}
