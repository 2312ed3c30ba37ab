using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.LoadBalancing;
using Yarp.ReverseProxy.Transforms;

namespace Velro.LocalAspire.Proxy;

/// <summary>
/// One endpoint in front of several replicas: requests go to the healthy ones in turn, replicas come and go while it runs.
/// What a client says about where it comes from (<c>X-Forwarded-*</c>, <c>Forwarded</c>) is replaced by what is so.
/// </summary>
public sealed class EndpointProxy : IAsyncDisposable
{
    private const string Cluster = "replicas";

    private readonly WebApplication _web;
    private readonly InMemoryConfigProvider _config;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, DestinationConfig> _destinations = [];

    private EndpointProxy(WebApplication web, int port)
    {
        _web = web;
        _config = web.Services.GetRequiredService<InMemoryConfigProvider>();
        Port = port;
    }

    /// <summary>The port it listens on, on the loopback interface.</summary>
    public int Port { get; }

    /// <summary>Starts to listen; until a replica is added every request is answered with 503.</summary>
    /// <param name="name">The resource whose endpoint it is.</param>
    /// <param name="port">The port to listen on.</param>
    /// <param name="portVariable">The environment variable that gives the endpoint another port.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="LocalHostException">The port is taken.</exception>
    public static async Task<EndpointProxy> StartAsync(string name, int port, string portVariable, CancellationToken cancellationToken)
    {
        var web = Build(port);
        try
        {
            await web.StartAsync(cancellationToken);
            return new EndpointProxy(web, port);
        }
        catch (IOException error) when (error.InnerException is AddressInUseException)
        {
            await web.DisposeAsync();
            throw Ports.Taken(name, port, portVariable, error);
        }
        catch
        {
            await web.DisposeAsync();
            throw;
        }
    }

    /// <summary>Adds a replica, or changes its address.</summary>
    public void Add(string replica, Uri address)
    {
        lock (_gate)
        {
            _destinations[replica] = new DestinationConfig { Address = address.ToString() };
            Apply();
        }
    }

    /// <summary>Takes a replica out; requests that it works on end as they would.</summary>
    public void Remove(string replica)
    {
        lock (_gate)
        {
            if (_destinations.Remove(replica)) Apply();
        }
    }

    /// <summary>Stops to listen.</summary>
    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        await _web.StopAsync(soon.Token);
        await _web.DisposeAsync();
    }

    private static WebApplication Build(int port)
    {
        // An empty builder: no configuration of the AppHost's directory or environment may change how the proxy works.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.ListenLocalhost(port);
            kestrel.AddServerHeader = false;
            // Limits are the replicas' business.
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IPassiveHealthCheckPolicy, FirstFailurePolicy>();
        builder.Services.AddReverseProxy()
            .LoadFromMemory([Route()], [ClusterOf(new Dictionary<string, DestinationConfig>())])
            // A trace passes through unchanged: the proxy is no span of its own.
            .ConfigureHttpClient((_, handler) => handler.ActivityHeadersPropagator = null)
            .AddTransforms(transforms =>
            {
                transforms.AddXForwarded(ForwardedTransformActions.Set);
                transforms.AddRequestHeaderRemove("Forwarded");
                transforms.AddOriginalHost();
            });
        var web = builder.Build();
        web.MapReverseProxy(pipeline =>
        {
            pipeline.Use(NextReplica.TryAsync);
            pipeline.UseLoadBalancing();
            pipeline.UsePassiveHealthChecks();
        });
        return web;
    }

    private void Apply() => _config.Update([Route()], [ClusterOf(new Dictionary<string, DestinationConfig>(_destinations))]);

    private static RouteConfig Route() => new()
    {
        RouteId = "all",
        ClusterId = Cluster,
        Match = new RouteMatch { Path = "{**rest}" },
    };

    private static ClusterConfig ClusterOf(Dictionary<string, DestinationConfig> destinations) => new()
    {
        ClusterId = Cluster,
        LoadBalancingPolicy = LoadBalancingPolicies.RoundRobin,
        Destinations = destinations,
        HealthCheck = new HealthCheckConfig
        {
            Passive = new PassiveHealthCheckConfig { Enabled = true, Policy = FirstFailurePolicy.PolicyName, ReactivationPeriod = TimeSpan.FromSeconds(2) },
            AvailableDestinationsPolicy = HealthCheckConstants.AvailableDestinations.HealthyOrPanic,
        },
    };
}
