using System.Diagnostics.Metrics;

namespace Velro.AuthApi.RateLimits;

/// <summary>The instruments of rate limits (meter <c>Velro.RateLimits</c>).</summary>
internal sealed class RateLimitMetrics
{
    private readonly Counter<long> _refused;
    private bool _isShared;

    public RateLimitMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Velro.RateLimits");
        _refused = meter.CreateCounter<long>("velro.rate.refused", "{request}", "Requests over a rate limit, by what is limited.");
        meter.CreateObservableGauge(
            "velro.rate.shared", () => IsShared ? 1 : 0, "1", "1 while the nodes tell each other what they count.");
    }

    public void WasRefused(in RateLimit limit) => _refused.Add(1, new KeyValuePair<string, object?>("velro.rate.class", limit.Name));

    /// <summary>Whether the nodes tell each other what they count.</summary>
    public bool IsShared
    {
        get => Volatile.Read(ref _isShared);
        set => Volatile.Write(ref _isShared, value);
    }
}
