using System.Net;
using System.Net.Sockets;
using Velro.LocalAspire.Orchestration.Lives;
using Velro.LocalAspire.Processes;

namespace Velro.LocalAspire.Orchestration.Runners;

/// <summary>One process of a project, kept running. It counts as running when it listens.</summary>
internal sealed class ProjectReplica(
    int number, Instance instance, IReadOnlyList<AssignedEndpoint> endpoints, ProjectProgram program, RestartPolicy policy, LifeServices services)
    : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private SupervisedProcess? _supervised;

    public string Id => instance.Id;

    /// <summary>Told when it listens, and when it does no longer.</summary>
    public required Action<ProjectReplica, bool> Listens { get; init; }

    /// <summary>Starts the process and returns when it listens, or has ended.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _supervised = new SupervisedProcess(StartOnceAsync, policy, OnEvent, services.Time);
        return _supervised.StartAsync(cancellationToken);
    }

    public async Task StopAsync()
    {
        if (_supervised is not { } supervised) return;
        var ran = supervised.Current is { Exited.IsCompleted: false };
        if (ran) instance.Stopping();
        Listens(this, false);
        await supervised.DisposeAsync();
        _supervised = null;
        if (ran) instance.Stopped();
    }

    public ValueTask DisposeAsync() => new(StopAsync());

    /// <summary>The port that it listens on for an endpoint.</summary>
    public int PortOf(string endpointName) =>
        endpoints.First(endpoint => string.Equals(endpoint.Endpoint.Name, endpointName, StringComparison.OrdinalIgnoreCase)).ReplicaPorts[number - 1];

    private async Task<ChildProcess> StartOnceAsync(CancellationToken cancellationToken)
    {
        var start = await program.DescribeAsync(Id, number, PortOf, cancellationToken);
        instance.Starting(start.OwnEnvironment);
        var process = services.State.Processes.Start(start.Process, instance.Write);
        try
        {
            foreach (var endpoint in endpoints.Where(endpoint => endpoint.Endpoint.IsHttpScheme))
                await UntilItListensAsync(process, endpoint.ReplicaPorts[number - 1], cancellationToken);
        }
        catch
        {
            await process.StopAsync();
            throw;
        }

        if (!process.Exited.IsCompleted) Listens(this, true);
        return process;
    }

    private void OnEvent(SupervisionEvent what)
    {
        if (what is SupervisionEvent.Ended or SupervisionEvent.Restarting) Listens(this, false);
        instance.Supervised(what);
    }

    private async Task UntilItListensAsync(ChildProcess process, int port, CancellationToken cancellationToken)
    {
        while (!process.Exited.IsCompleted)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellationToken);
                return;
            }
            catch (SocketException)
            {
                await Task.WhenAny(process.Exited, Task.Delay(Pause, services.Time, cancellationToken));
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }
}
