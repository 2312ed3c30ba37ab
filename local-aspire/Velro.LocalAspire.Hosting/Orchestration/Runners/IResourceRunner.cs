namespace Velro.LocalAspire.Orchestration.Runners;

/// <summary>Runs a resource's processes, or whatever makes the resource be there. It can be started again after a stop.</summary>
internal interface IResourceRunner : IAsyncDisposable
{
    /// <summary>What the start-up report says about it once it runs: the program, its version, where it is reached.</summary>
    string Description { get; }

    /// <summary>Starts it and returns when it runs. Who watches it is told of what happens later.</summary>
    /// <exception cref="LocalHostException">Something on this machine keeps it from starting.</exception>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Stops it; does nothing when it does not run.</summary>
    Task StopAsync();

    ValueTask IAsyncDisposable.DisposeAsync() => new(StopAsync());
}
