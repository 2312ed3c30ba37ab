using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Velro.Authorization.Contexts;
using Velro.Caching;
using Velro.Caching.Clock;
using Velro.Caching.Entries;
using Velro.Caching.Tiers;
using Velro.Data.Contexts;
using Velro.Data.Feed;

namespace Velro.Tests.Unit.Caching;

/// <summary>How well the local cache's memory is used: what is current and was used again, of all that is there.</summary>
public sealed class LocalSampleTests
{
    private static readonly ServerIncarnation Run = new(Guid.NewGuid(), DateTimeOffset.UnixEpoch, 1, 2, 1);

    private readonly RevisionClock _clock = new();
    private readonly FakeTimeProvider _time = new();
    private readonly CacheOptions _options = new();
    private readonly LocalSample _sample;

    public LocalSampleTests()
    {
        _sample = new LocalSample(_clock, Options.Create(_options), _time, new CacheMetrics(new TestMeterFactory()));
        _clock.StartOver(new FeedLoad(Answer("10:10:"), new SlotSums(), 0), default);
    }

    [Fact]
    public void Nothing_says_nothing() => Assert.Null(_sample.Efficiency());

    [Fact]
    public void What_was_used_once_is_no_gain_yet()
    {
        var entries = Keep(4_000);
        Assert.Equal(0, _sample.Efficiency());

        foreach (var entry in entries) Use(entry, times: 1);
        Assert.Equal(0, _sample.Efficiency());

        foreach (var entry in entries[..3_000]) Use(entry, times: 1);
        Assert.InRange(_sample.Efficiency()!.Value, 0.65, 0.85);
    }

    [Fact]
    public void What_was_changed_is_none_any_more()
    {
        var entries = Keep(4_000);
        foreach (var entry in entries) Use(entry, times: 2);
        Assert.Equal(1, _sample.Efficiency());

        Change[] changes = [.. entries[..2_000].Select(static entry => new Change(10, 1, ContextIdentity.SlotHashOf(entry.Key)))];
        Assert.True(_clock.TryTake(Answer("11:11:", changes), _clock.Current!, default));

        Assert.InRange(_sample.Efficiency()!.Value, 0.4, 0.6);
    }

    [Fact]
    public void What_left_the_cache_counts_no_more_nor_what_must_have_left_it()
    {
        var entries = Keep(4_000);
        foreach (var entry in entries[..2_000]) Use(entry, times: 2);
        foreach (var entry in entries[2_000..]) _sample.Forget(entry.Key.Id);
        Assert.Equal(1, _sample.Efficiency());

        _time.Advance(_options.LocalLifetime + TimeSpan.FromSeconds(1));
        Assert.Null(_sample.Efficiency());
    }

    private List<ContextEntry> Keep(int count)
    {
        var epoch = _clock.Current!.EpochOf(ContextKind.User);
        var entries = Enumerable.Range(0, count).Select(i => new ContextEntry(ContextKey.User($"u{i}"), new Stamp(epoch, 0), null)).ToList();
        foreach (var entry in entries) _sample.Note(entry.Key.Id, entry);
        return entries;
    }

    private static void Use(ContextEntry entry, int times)
    {
        for (var i = 0; i < times; i++) entry.WasUsed();
    }

    private static FeedAnswer Answer(string snapshot, params Change[] changes) =>
        new(PostgresSnapshot.Parse(snapshot), Run, DateTimeOffset.UnixEpoch, changes);
}
