using Microsoft.Extensions.Options;
using Velro.Authorization.Contexts;
using Velro.Authorization.Roles;
using Velro.Caching;
using Velro.Caching.Clock;
using Velro.Caching.Entries;
using Velro.Caching.Tiers;

namespace Velro.Tests.Unit.Caching;

public sealed class ContextMemoTests
{
    private readonly CacheOptions _options = new() { MaximumLocalBytes = 1 << 20 };
    private readonly ContextMemo _memo;

    public ContextMemoTests() => _memo = new ContextMemo(Options.Create(_options), new CacheMetrics(new TestMeterFactory()));

    [Fact]
    public void It_never_holds_more_than_its_share()
    {
        for (var i = 0; i < 10_000; i++)
        {
            _memo.Keep(Entry($"u{i}", memberships: i % 200));
            Assert.InRange(_memo.HeldBytes, 1, _options.MaximumLocalBytes / 8);
        }
    }

    [Fact]
    public void What_was_kept_last_is_found()
    {
        for (var i = 0; i < 10_000; i++)
        {
            var entry = Entry($"u{i}", memberships: 3);
            _memo.Keep(entry);
            Assert.Same(entry, _memo.Find(entry.Key));
        }
    }

    /// <summary>With two places for each hash there would be some forty.</summary>
    [Fact]
    public void Of_four_thousand_entries_hardly_one_pushes_another_out()
    {
        var memo = new ContextMemo(Options.Create(new CacheOptions()), new CacheMetrics(new TestMeterFactory()));
        var entries = Enumerable.Range(0, 4000).Select(static i => Entry($"u{i}", memberships: 0)).ToList();
        foreach (var entry in entries) memo.Keep(entry);

        Assert.InRange(entries.Count(entry => memo.Find(entry.Key) is null), 0, 12);
    }

    [Fact]
    public void A_heavy_entry_stays_out()
    {
        var heavy = Entry("heavy", memberships: 1000);
        _memo.Keep(heavy);

        Assert.Null(_memo.Find(heavy.Key));
        Assert.Equal(0, _memo.HeldBytes);
    }

    /// <summary>What is used in the memo alone would look unused to the local cache.</summary>
    [Fact]
    public void What_another_entry_takes_the_place_of_is_handed_out_and_remembers_its_uses()
    {
        var memo = new ContextMemo(Options.Create(new CacheOptions()), new CacheMetrics(new TestMeterFactory()));
        var first = Entry("first", memberships: 0);
        for (var i = 0; i < 3; i++) first.WasUsed();
        memo.Keep(first);
        Assert.Null(memo.Keep(Entry("first", memberships: 1)));
        memo.Keep(first);

        var displaced = Enumerable.Range(0, 10_000_000).Select(i => memo.Keep(Entry($"u{i}", memberships: 0))).First(one => one == first)!;

        Assert.True(displaced.IsUsedOften);
    }

    private static ContextEntry Entry(string user, int memberships) => new(ContextKey.User(user), new Stamp(1, 2), new UserContext(
        user, AccountState.Active, false, [.. Enumerable.Range(0, memberships).Select(static i => new Membership($"t{i}", Role.Viewer, null))]));
}
