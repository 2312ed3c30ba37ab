using System.Diagnostics.Metrics;

namespace Velro.AuthApi.ServiceKeys;

/// <summary>
/// The instruments of service keys (meter <c>Velro.ServiceKeys</c>). What is right is not counted: it would cost each request.
/// </summary>
internal sealed class ServiceKeyMetrics
{
    private readonly Counter<long> _refused;
    private readonly Counter<long> _dropped;
    private Func<int> _addresses = static () => 0;

    public ServiceKeyMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Velro.ServiceKeys");
        _refused = meter.CreateCounter<long>("velro.keys.refused", "{request}", "Requests whose key was refused, by cause.");
        _dropped = meter.CreateCounter<long>("velro.keys.uses.dropped", "{use}", "Uses of keys that were not noted, as too many waited.");
        meter.CreateObservableGauge(
            "velro.keys.breaker.addresses", () => _addresses(), "{address}", "Addresses whose unknown keys are refused without a look-up.");
    }

    /// <summary>Tells how many addresses are refused, when it is asked.</summary>
    public void ObserveAddresses(Func<int> addresses) => _addresses = addresses;

    public void WasRefused(string cause) => _refused.Add(1, new KeyValuePair<string, object?>("error.type", cause));

    public void UseWasDropped() => _dropped.Add(1);
}
