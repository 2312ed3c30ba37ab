using Aspire.Hosting;

namespace Velro.LocalAspire.Orchestration;

/// <summary>
/// The one place where the local host's orchestrator joins an application that runs: its hosted service, the store of generated
/// parameters (<see cref="DistributedApplicationExecutionContext.ParameterStore"/>) and the dashboard.
/// </summary>
internal static class OrchestrationServices
{
    public static void AddTo(IDistributedApplicationBuilder builder) =>
        throw new NotSupportedException(
            $"This build of the local host writes manifests and cannot run '{builder.Environment.ApplicationName}': "
            + "it has no orchestrator. Use --publisher manifest --output-path FILE.");
}
