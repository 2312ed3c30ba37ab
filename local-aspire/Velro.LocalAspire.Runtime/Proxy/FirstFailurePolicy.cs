using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Velro.LocalAspire.Proxy;

/// <summary>
/// A replica that could not be reached gets no requests for a moment. One failure is enough: a process on the same machine that
/// refuses a connection has ended, and its supervisor takes it out or starts it again.
/// </summary>
internal sealed class FirstFailurePolicy(IDestinationHealthUpdater updater) : IPassiveHealthCheckPolicy
{
    public const string PolicyName = "FirstFailure";

    public string Name => PolicyName;

    public void RequestProxied(HttpContext context, ClusterState cluster, DestinationState destination)
    {
        // A request that the client gave up says nothing about the replica.
        var error = context.GetForwarderErrorFeature()?.Error;
        var unreachable = error is ForwarderError.Request or ForwarderError.ResponseBodyDestination or ForwarderError.UpgradeResponseDestination;
        if (!unreachable) return;
        var period = cluster.Model.Config.HealthCheck?.Passive?.ReactivationPeriod ?? TimeSpan.FromSeconds(2);
        updater.SetPassive(cluster, destination, DestinationHealth.Unhealthy, period);
    }
}
