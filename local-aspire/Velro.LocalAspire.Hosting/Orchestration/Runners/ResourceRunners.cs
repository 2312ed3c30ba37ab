using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Velro.LocalAspire.Orchestration.Lives;
using Velro.LocalAspire.Processes;
using Velro.LocalAspire.Telemetry;

namespace Velro.LocalAspire.Orchestration.Runners;

/// <summary>Chooses what runs a resource, and gives its instances their identities.</summary>
internal sealed class ResourceRunners(LifeServices services, PrometheusTargets targets) : IDisposable
{
    private readonly EndpointAssignment _assignment = services.Services.GetRequiredService<EndpointAssignment>();
    private readonly List<LogFile> _logs = [];

    /// <summary>The life of a resource; null for one that nothing here runs, which may have its own way.</summary>
    /// <exception cref="LocalHostException">A port that it needs is taken.</exception>
    /// <exception cref="DistributedApplicationException">It is of a kind that cannot be run here.</exception>
    public ResourceLife? LifeOf(IResource resource, DistributedApplicationModel model)
    {
        var replicas = resource.GetReplicaCount();
        if (replicas > 1)
            resource.Annotations.Add(new ReplicaInstancesAnnotation([.. Enumerable.Range(1, replicas).Select(n => $"{resource.Name}-{n}")]));
        var monitor = new HealthMonitor(resource, services);
        var isTask = model.Resources.SelectMany(other => other.Annotations.OfType<WaitAnnotation>())
            .Any(wait => wait.Resource == resource && wait.WaitType == WaitType.WaitForCompletion);
        var runner = RunnerOf(resource, replicas, isTask, monitor.Changed);
        if (runner is null) return null;
        var life = new ResourceLife(resource, runner, isTask, monitor, services);
        if (resource is ProjectResource or ContainerResource) LifeCommands.AddTo(life);
        return life;
    }

    public void Dispose()
    {
        foreach (var log in _logs) log.Dispose();
    }

    private IResourceRunner? RunnerOf(IResource resource, int replicas, bool isTask, Action changed)
    {
        switch (resource)
        {
            case ParameterResource parameter:
                return new ParameterRunner(parameter, services, changed);
            case IResourceWithParent { Parent: var parent }:
                return new ParentRunner(resource, parent, services, changed);
            case PostgresServerResource postgres:
                return new PostgresRunner(postgres, _assignment.Assign(postgres, 1)[0], InstancesOf(postgres, changed)[0], services);
            case RedisResource redis:
                return new RedisRunner(redis, _assignment.Assign(redis, 1)[0], InstancesOf(redis, changed)[0], services);
            case ProjectResource project:
                return new ProjectRunner(
                    project, _assignment.Assign(project, replicas), InstancesOf(project, changed), isTask, targets, services);
            case ContainerResource:
                throw new DistributedApplicationException(
                    $"'{resource.Name}' is a container, and the local host runs none but Postgres and Redis, as processes. "
                    + "Use real Aspire (-p:AspireHosting=nuget) for it.");
            default:
                return null;
        }
    }

    private List<Instance> InstancesOf(IResource resource, Action changed)
    {
        var log = new LogFile(services.State.Folder.Logs, resource.Name, time: services.Time);
        _logs.Add(log);
        return [.. resource.GetInstanceIds().Select(id => new Instance(resource, id, log, services, changed))];
    }
}
