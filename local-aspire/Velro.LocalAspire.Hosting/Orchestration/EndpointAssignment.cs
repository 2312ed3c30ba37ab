using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Velro.LocalAspire.Hosting;
using Velro.LocalAspire.Proxy;

namespace Velro.LocalAspire.Orchestration;

/// <summary>
/// Gives every endpoint its ports, before anything starts: the port that clients connect to, and for each replica the port that its
/// process listens on. They are the same for a single process, which needs no proxy.
/// </summary>
internal sealed class EndpointAssignment(LocalHostSettings settings, IConfiguration configuration)
{
    private const string Host = "localhost";

    // Stores listen on IPv4 only, and a client that tries the other address first loses time with every connection.
    private const string StoreHost = "127.0.0.1";

    /// <summary>Assigns the ports of a resource's endpoints.</summary>
    /// <exception cref="LocalHostException">A port is taken, or the variable that gives it holds no port.</exception>
    /// <exception cref="DistributedApplicationException">The endpoint is one that the local host cannot offer.</exception>
    public IReadOnlyList<AssignedEndpoint> Assign(IResource resource, int replicas)
    {
        var assigned = new List<AssignedEndpoint>();
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>().ToList())
        {
            var ofEndpoint = resource is ProjectResource ? OfProject(resource, endpoint, replicas) : OfStore(resource, endpoint);
            endpoint.AllocatedEndpoint = new AllocatedEndpoint(
                endpoint,
                resource is ProjectResource ? Host : StoreHost,
                ofEndpoint.Port,
                resource is ProjectResource ? ReplicaTemplates.TargetPort(endpoint.Name) : null);
            assigned.Add(ofEndpoint);
        }

        return assigned;
    }

    /// <summary>The environment variable that gives a resource's endpoints another port.</summary>
    public string PortVariable(IResource resource) => configuration[$"LocalHost:PortVariables:{resource.Name}"]
        ?? $"VELRO_{resource.Name.Replace('-', '_').ToUpperInvariant()}_PORT";

    private AssignedEndpoint OfStore(IResource resource, EndpointAnnotation endpoint)
    {
        var port = Choose(resource, endpoint.Port);
        return new AssignedEndpoint(endpoint, port, [port], IsProxied: false, PortVariable(resource));
    }

    private AssignedEndpoint OfProject(IResource resource, EndpointAnnotation endpoint, int replicas)
    {
        var target = settings.RandomizePorts ? null : endpoint.TargetPort;
        var port = Choose(resource, endpoint.Port ?? target);
        if (replicas == 1 && (target is null || target == port))
            return new AssignedEndpoint(endpoint, port, [port], IsProxied: false, PortVariable(resource));

        RefuseWhatTheProxyCannotDo(resource, endpoint, replicas);
        int[] targets = target is { } only ? [only] : [.. Enumerable.Range(0, replicas).Select(_ => Ports.Free())];
        return new AssignedEndpoint(endpoint, port, targets, IsProxied: true, PortVariable(resource));
    }

    private int Choose(IResource resource, int? wanted)
    {
        if (settings.RandomizePorts) return Ports.Free();
        var variable = PortVariable(resource);
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } given)
        {
            wanted = int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536
                ? port
                : throw new LocalHostException("port.invalid", $"{variable} is '{given}', but a port is a number from 1 to 65535.");
        }

        if (wanted is not { } fixedPort) return Ports.Free();
        Ports.EnsureFree(resource.Name, fixedPort, variable);
        return fixedPort;
    }

    private static void RefuseWhatTheProxyCannotDo(IResource resource, EndpointAnnotation endpoint, int replicas)
    {
        if (endpoint.UriScheme != "http" || !endpoint.IsProxied)
        {
            throw new DistributedApplicationException(
                $"The endpoint '{endpoint.Name}' of '{resource.Name}' speaks {endpoint.UriScheme}{(endpoint.IsProxied ? "" : " without a proxy")}; "
                + "the local host puts a proxy before replicas and before a target port of its own, and it speaks http. "
                + "Use one replica that listens on the endpoint's port, or an http endpoint.");
        }

        if (endpoint.TargetPort is not null && replicas > 1)
        {
            throw new DistributedApplicationException(
                $"The endpoint '{endpoint.Name}' of '{resource.Name}' has the target port {endpoint.TargetPort}, on which only one of its "
                + $"{replicas} replicas could listen. Leave the target port out, or use one replica.");
        }
    }
}

/// <summary>The ports of an endpoint.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Port">The port that clients connect to.</param>
/// <param name="ReplicaPorts">The ports that the processes listen on, one for each replica.</param>
/// <param name="IsProxied">Whether a proxy listens on <paramref name="Port"/>, and not a process.</param>
/// <param name="PortVariable">The environment variable that gives another port.</param>
internal sealed record AssignedEndpoint(
    EndpointAnnotation Endpoint, int Port, IReadOnlyList<int> ReplicaPorts, bool IsProxied, string PortVariable);
