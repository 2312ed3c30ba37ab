using Aspire.Hosting.ApplicationModel;
using Velro.LocalAspire.Orchestration.Lives;
using Velro.LocalAspire.Processes;
using Velro.LocalAspire.Proxy;
using Velro.LocalAspire.Telemetry;

namespace Velro.LocalAspire.Orchestration.Runners;

/// <summary>Runs a project's replicas, behind a proxy for each endpoint when there are several.</summary>
internal sealed class ProjectRunner : IResourceRunner
{
    private readonly ProjectResource _project;
    private readonly IReadOnlyList<AssignedEndpoint> _endpoints;
    private readonly IReadOnlyList<ProjectReplica> _replicas;
    private readonly PrometheusTargets _targets;
    private readonly Dictionary<AssignedEndpoint, EndpointProxy> _proxies = [];

    public ProjectRunner(
        ProjectResource project,
        IReadOnlyList<AssignedEndpoint> endpoints,
        IReadOnlyList<Instance> instances,
        bool isTask,
        PrometheusTargets targets,
        LifeServices services)
    {
        (_project, _endpoints, _targets) = (project, endpoints, targets);
        var program = new ProjectProgram(project, services);
        // A task that others wait for has failed when it fails; whoever waits for it says so.
        var policy = new RestartPolicy { Restarts = exitCode => exitCode != 0 && !isTask };
        _replicas =
        [
            .. instances.Select((instance, index) =>
                new ProjectReplica(index + 1, instance, endpoints, program, policy, services) { Listens = OnListens }),
        ];
    }

    public string Description =>
        (_replicas.Count > 1 ? $"{_replicas.Count} replicas, " : "")
        + (_endpoints.Count > 0 ? string.Join(", ", _endpoints.Select(endpoint => endpoint.Endpoint.AllocatedEndpoint!.UriString)) : "process");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var endpoint in _endpoints.Where(endpoint => endpoint.IsProxied && !_proxies.ContainsKey(endpoint)))
            _proxies[endpoint] = await EndpointProxy.StartAsync(_project.Name, endpoint.Port, endpoint.PortVariable, cancellationToken);
        await Task.WhenAll(_replicas.Select(replica => replica.StartAsync(cancellationToken)));
    }

    public Task StopAsync() => Task.WhenAll(_replicas.Select(replica => replica.StopAsync()));

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in _replicas) await replica.DisposeAsync();
        foreach (var proxy in _proxies.Values) await proxy.DisposeAsync();
        _proxies.Clear();
    }

    private void OnListens(ProjectReplica replica, bool listens)
    {
        foreach (var (endpoint, proxy) in _proxies)
        {
            if (listens) proxy.Add(replica.Id, AddressOf(replica, endpoint));
            else proxy.Remove(replica.Id);
        }

        if (_endpoints.FirstOrDefault(endpoint => endpoint.Endpoint.IsHttpScheme) is not { } scraped) return;
        if (listens) _targets.Add(_project.Name, replica.Id, AddressOf(replica, scraped));
        else _targets.Remove(replica.Id);
    }

    private static Uri AddressOf(ProjectReplica replica, AssignedEndpoint endpoint) =>
        new($"{endpoint.Endpoint.UriScheme}://localhost:{replica.PortOf(endpoint.Endpoint.Name)}");
}
