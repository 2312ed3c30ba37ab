using Aspire.Hosting.ApplicationModel;

namespace Velro.LocalAspire.Orchestration.Runners;

/// <summary>A part of another resource, as a database is of its server: it is there when that one is ready.</summary>
internal sealed class ParentRunner(IResource resource, IResource parent, LifeServices services, Action changed) : IResourceRunner
{
    public string Description => $"in {parent.Name}";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await services.Notifications.WaitForResourceHealthyAsync(parent.Name, cancellationToken);
        var start = services.Time.GetUtcNow().UtcDateTime;
        await services.Notifications.PublishUpdateAsync(resource, snapshot => snapshot with
        {
            State = new ResourceStateSnapshot(KnownResourceStates.Running, KnownResourceStateStyles.Success),
            StartTimeStamp = start,
        });
        changed();
    }

    public Task StopAsync() => Task.CompletedTask;
}
