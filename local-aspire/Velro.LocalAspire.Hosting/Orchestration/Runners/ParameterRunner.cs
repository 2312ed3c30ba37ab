using Aspire.Hosting.ApplicationModel;

namespace Velro.LocalAspire.Orchestration.Runners;

/// <summary>A parameter is there when it has a value.</summary>
internal sealed class ParameterRunner(ParameterResource parameter, LifeServices services, Action changed) : IResourceRunner
{
    public string Description => "parameter";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var value = await parameter.GetValueAsync(cancellationToken);
        await services.Notifications.PublishUpdateAsync(parameter, snapshot => snapshot with
        {
            State = new ResourceStateSnapshot(KnownResourceStates.Running, KnownResourceStateStyles.Success),
            Properties = [.. snapshot.Properties, new ResourcePropertySnapshot("Value", value) { IsSensitive = parameter.Secret }],
        });
        changed();
    }

    public Task StopAsync() => Task.CompletedTask;
}
