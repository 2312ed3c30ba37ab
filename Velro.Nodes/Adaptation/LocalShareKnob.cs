using System.Globalization;
using Microsoft.Extensions.Options;
using Velro.Authorization.Contexts;
using Velro.Caching;
using Velro.Caching.Tiers;
using Velro.Nodes.Samples;

namespace Velro.Nodes.Adaptation;

/// <summary>
/// Moves the parts of the local cache to the kinds whose bytes are read most, when it is full. How long entries are kept unasked is adapted for each
/// of them when it is stored (DESIGN.md section 4, tiers); what that comes to is told here too, and moved by nobody else.
/// </summary>
public sealed class LocalShareKnob : IKnob
{
    /// <summary>The name of the time that entries are kept unasked, on average.</summary>
    public const string LifetimeName = "cache.idle_lifetime";

    private readonly LocalShares _shares;
    private readonly CacheOptions _cache;
    private readonly ShareController _controller = new(LocalShares.Least, step: 0.02, ratio: 2, patience: 3);
    private TimeSpan? _lifetime;

    /// <summary>Makes the knob.</summary>
    public LocalShareKnob(LocalShares shares, IOptions<CacheOptions> cache, IOptions<AdaptationOptions> options)
    {
        ArgumentNullException.ThrowIfNull(shares);
        ArgumentNullException.ThrowIfNull(cache);
        ArgumentNullException.ThrowIfNull(options);
        (_shares, _cache) = (shares, cache.Value);
        IsOn = options.Value.LocalShares;
    }

    /// <inheritdoc/>
    public bool IsOn { get; }

    /// <inheritdoc/>
    public IEnumerable<KnobValue> Values
    {
        get
        {
            var shares = _shares.Shares;
            foreach (var (kind, share) in LocalShares.Kinds.Zip(shares))
                yield return new KnobValue(NameOf(kind), share, "1", LocalShares.Least, LocalShares.Most);
            if (_lifetime is { } lifetime)
            {
                yield return new KnobValue(
                    LifetimeName, lifetime.TotalSeconds, "s", _cache.LocalIdleLifetime.TotalSeconds, _cache.LocalLifetime.TotalSeconds);
            }
        }
    }

    /// <inheritdoc/>
    public IEnumerable<KnobMove> Look(in KnobInput input)
    {
        _lifetime = _shares.TakeMeanLifetime() ?? _lifetime;
        var counters = input.Metrics.Counters;
        KindUse[] uses = [.. LocalShares.Kinds.Select(kind => new KindUse(HitsOf(counters, ContextKindNames.Of(kind)), _shares.BytesOf(kind)))];
        var before = _shares.Shares;
        var after = _controller.Next(before, uses, _shares.Limit);
        if (after.SequenceEqual(before) || after.Any(static share => share > LocalShares.Most)) return [];

        _shares.Shares = after;
        return
        [
            .. Enumerable.Range(0, after.Length)
                .Where(i => after[i] != before[i])
                .Select(i => new KnobMove(NameOf(LocalShares.Kinds[i]), before[i], after[i], string.Create(
                    CultureInfo.InvariantCulture, $"{uses[i].Hits:0} hits of {uses[i].Bytes / (1 << 20):0.0} MiB, in a cache that is full"))),
        ];
    }

    private static string NameOf(ContextKind kind) => $"cache.share.{ContextKindNames.Of(kind)}";

    private static double HitsOf(Dictionary<string, double> counters, string kind) =>
        (counters.Sum("velro.cache.reads", ("velro.context.kind", kind), ("velro.cache.tier", "l0")) ?? 0)
        + (counters.Sum("velro.cache.reads", ("velro.context.kind", kind), ("velro.cache.tier", "l1")) ?? 0);
}
