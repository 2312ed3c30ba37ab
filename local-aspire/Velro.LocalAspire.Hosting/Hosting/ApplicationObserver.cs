using Aspire.Hosting;
using Microsoft.Extensions.Hosting;

namespace Velro.LocalAspire.Hosting;

/// <summary>
/// Takes part in the life of an AppHost that runs inside another program, a test: the AppHost's own code makes, builds and runs its
/// application, and who started that code hears of each step. It belongs to a flow of execution, so AppHosts can run side by side.
/// </summary>
internal abstract class ApplicationObserver
{
    private static readonly AsyncLocal<ApplicationObserver?> OfThisFlow = new();

    /// <summary>The observer of this flow of execution.</summary>
    public static ApplicationObserver? Current
    {
        get => OfThisFlow.Value;
        set => OfThisFlow.Value = value;
    }

    /// <summary>A builder is about to be made: its options can be changed.</summary>
    public abstract void Making(DistributedApplicationOptions options, HostApplicationBuilderSettings settings);

    /// <summary>The AppHost has said all about its application: more can be said. Returning lets it be built.</summary>
    public abstract void Building(DistributedApplicationBuilder builder);

    /// <summary>The application is built.</summary>
    public abstract void Built(DistributedApplication application);

    /// <summary>The AppHost wants to start its application: completing lets it.</summary>
    public abstract Task WaitForStartAsync(CancellationToken cancellationToken);

    /// <summary>The application is started.</summary>
    public abstract void Started();
}
