using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Velro.Authorization.Contexts;
using Velro.Caching;
using Velro.Caching.Clock;
using Velro.Caching.Tiers;

namespace Velro.Tests.Unit.Caching;

/// <summary>How long an entry lives in the process follows how often it is asked for.</summary>
public sealed class LocalCacheTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly CacheOptions _options = new();
    private readonly LocalCache _cache;

    public LocalCacheTests()
    {
        var (options, metrics) = (Options.Create(_options), new CacheMetrics(new TestMeterFactory()));
        _cache = new LocalCache(options, _time, new LocalSample(new RevisionClock(), options, _time, metrics), new LocalShares(), metrics);
    }

    [Fact]
    public void An_entry_that_nobody_asks_for_goes_after_thirty_seconds()
    {
        Keep("once", length: 100);
        _time.Advance(TimeSpan.FromSeconds(26));
        Keep("asked", length: 100);
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.False(IsThere("once"));
        Assert.True(IsThere("asked"));
    }

    [Fact]
    public void An_entry_in_demand_stays_unasked_for_as_long_as_it_is_told()
    {
        Keep("in demand", length: 100, TimeSpan.FromMinutes(2));
        _time.Advance(TimeSpan.FromSeconds(107));

        Assert.True(IsThere("in demand"));
    }

    [Fact]
    public void Whatever_comes_again_is_in_demand()
    {
        var demand = new Demand();
        var hot = Enumerable.Range(0, 7).Select(_ => demand.Note(ContextKey.User("hot"))).ToArray();

        Assert.Equal([0, 1, 2, 3, 4, 4, 4], hot);
        Assert.InRange(Enumerable.Range(0, 1000).Count(i => demand.Note(ContextKey.User($"u{i}")) == 0), 980, 1000);
    }

    [Fact]
    public void What_nobody_asks_for_any_more_is_no_longer_in_demand()
    {
        var demand = new Demand();
        for (var i = 0; i < 5; i++) demand.Note(ContextKey.User("hot"));
        for (var i = 0; i < 4 << 18; i++) demand.Note(ContextKey.User("other"));

        Assert.Equal(0, demand.Note(ContextKey.User("hot")));
    }

    [Fact]
    public void An_entry_that_is_asked_for_lives_for_five_minutes_and_no_longer()
    {
        Keep("hot", length: 100);
        var lived = TimeSpan.Zero;
        for (; lived < TimeSpan.FromMinutes(10) && IsThere("hot"); lived += TimeSpan.FromSeconds(5)) _time.Advance(TimeSpan.FromSeconds(5));

        Assert.InRange(lived, TimeSpan.FromMinutes(4.5), TimeSpan.FromMinutes(5.1));
    }

    [Fact]
    public void An_entry_counts_as_the_memory_that_it_takes()
    {
        Keep("small", length: 1);
        var small = _cache.HeldBytes;
        Keep("large", length: 1000);

        Assert.InRange(small, 500, 2000);
        Assert.InRange(_cache.HeldBytes - small, 3000, 5000);
    }

    /// <summary>HybridCache says 0 of what it could not measure.</summary>
    [Fact]
    public void An_entry_of_unknown_size_is_not_kept()
    {
        Keep("unknown", length: 0);

        Assert.False(IsThere("unknown"));
        Assert.Equal(0, _cache.HeldBytes);
    }

    public void Dispose() => _cache.Dispose();

    private void Keep(string key, long length, TimeSpan? idle = null)
    {
        using var entry = _cache.CreateEntry(key);
        entry.AbsoluteExpirationRelativeToNow = idle ?? _options.LocalIdleLifetime;
        entry.Value = key;
        entry.Size = length;
    }

    private bool IsThere(string key) => _cache.TryGetValue(key, out _);
}
