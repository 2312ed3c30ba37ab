using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Velro.LocalAspire.Builds;
using Velro.LocalAspire.Processes;

namespace Velro.LocalAspire.Orchestration.Runners;

/// <summary>How a project's processes are started: its built assembly, arguments and environment.</summary>
internal sealed class ProjectProgram(ProjectResource project, LifeServices services)
{
    /// <summary>What one replica is started with. Values are resolved for each start: a store may have another address by then.</summary>
    /// <param name="instanceId">The replica's resource id.</param>
    /// <param name="replica">The replica's number, from 1.</param>
    /// <param name="portOf">The port that the replica listens on for an endpoint of the name.</param>
    /// <param name="cancellationToken">Gives up waiting for values.</param>
    public async Task<ProjectStart> DescribeAsync(
        string instanceId, int replica, Func<string, int> portOf, CancellationToken cancellationToken)
    {
        var path = project.GetProjectMetadata().ProjectPath;
        var assembly = await ProjectOutput.FindAsync(path, AppContext.BaseDirectory, cancellationToken);
        var logger = services.Loggers.GetLogger(instanceId);
        var own = await ResourceConfiguration.ResolveEnvironmentAsync(project, services.ExecutionContext, logger, cancellationToken);
        var arguments = await ResourceConfiguration.ResolveArgumentsAsync(project, services.ExecutionContext, logger, cancellationToken);
        foreach (var name in own.Keys) own[name] = Fill(own[name]);

        var environment = InheritedEnvironment.Copy();
        foreach (var (name, value) in own) environment[name] = value;
        var spec = new ProcessSpec
        {
            Name = instanceId,
            FileName = DotNet.Path(),
            Arguments = [assembly, .. ProfileArguments(), .. arguments.Select(Fill)],
            Environment = environment,
            WorkingDirectory = Path.GetDirectoryName(path)!,
        };
        return new ProjectStart(spec, own);

        string Fill(string value) => ReplicaTemplates.Fill(value, $"{replica}", portOf);
    }

    // As for a container, a launch profile's arguments come before those that the AppHost gives.
    private IEnumerable<string> ProfileArguments() =>
        project.TryGetLastAnnotation<NamedLaunchProfile>(out var chosen) && chosen.Profile.CommandLineArgs is { Length: > 0 } line
            ? CommandLineText.Split(line)
            : [];
}

/// <summary>How a replica is started.</summary>
/// <param name="Process">The process.</param>
/// <param name="OwnEnvironment">The part of its environment that the application gives it.</param>
internal sealed record ProjectStart(ProcessSpec Process, IReadOnlyDictionary<string, string> OwnEnvironment);
