namespace Velro.Caching.Tiers;

/// <summary>Takes up to a tenth off lifetimes, so that what was cached at once does not expire at once.</summary>
internal static class Jitter
{
    private const double Share = 0.1;

#pragma warning disable CA5394 // It spreads load and keeps no secret.
    public static TimeSpan Of(TimeSpan lifetime) => lifetime * (1 - (Share * Random.Shared.NextDouble()));
#pragma warning restore CA5394
}
