using Microsoft.Extensions.Configuration;
using Velro.LocalAspire.Hosting;
using Velro.LocalAspire.Processes;
using Velro.LocalAspire.State;

namespace Velro.LocalAspire.Orchestration;

/// <summary>What an application has on this machine while it runs: its state folder and its processes.</summary>
internal sealed class LocalState(IConfiguration configuration, LocalHostSettings settings, TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private StateFolder? _folder;
    private ProcessHost? _processes;

    /// <summary>The state folder, opened and locked with its first use.</summary>
    /// <exception cref="LocalHostException">It cannot be written, or another AppHost has it.</exception>
    public StateFolder Folder
    {
        get
        {
            lock (_gate) return _folder ??= StateFolder.Open(Options());
        }
    }

    /// <summary>What starts processes; there once <see cref="OpenAsync"/> is done.</summary>
    public ProcessHost Processes => _processes ?? throw new InvalidOperationException("The application is not started yet.");

    /// <summary>Whether the data goes with the application.</summary>
    public bool IsThrownAway => settings.ThrowAwayState;

    /// <summary>Opens the folder and ends what an earlier run left behind.</summary>
    /// <exception cref="LocalHostException">The folder cannot be written, or another AppHost has it.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        var folder = Folder;
        _processes = await ProcessHost.CreateAsync(folder.Run, time, cancellationToken);
        if (!IsThrownAway) return;
        _processes.DeleteAtTheEnd(folder.Root);
        if (!folder.ServerData.StartsWith(folder.Root, StringComparison.Ordinal)) _processes.DeleteAtTheEnd(folder.ServerData);
    }

    /// <summary>Lets the folder go. Every process must have been stopped.</summary>
    public void Dispose()
    {
        _processes?.Dispose();
        _folder?.Dispose();
    }

    private StateFolderOptions Options() =>
        StateFolderOptions.FromEnvironment(configuration["AppHost:Path"]!) with { ThrowAway = settings.ThrowAwayState };
}
