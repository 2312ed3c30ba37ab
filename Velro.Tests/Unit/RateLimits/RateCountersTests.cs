using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Velro.AuthApi.RateLimits;
using Velro.Data.Secrets;
using Velro.Tests.Stores;

namespace Velro.Tests.Unit.RateLimits;

/// <summary>The counts of one node: no stretch of time as long as a window has more than the limit.</summary>
public sealed class RateCountersTests
{
    private static readonly RateLimit Limit = RateLimit.PerMinute(RateClass.Management, 60);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2027, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly RateCounters _counters;

    public RateCountersTests() => _counters = new RateCounters(_time);

    [Fact]
    public void The_limit_may_be_used_at_once_and_no_more_until_it_is_over()
    {
        for (var i = 0; i < 60; i++) Assert.Equal(TimeSpan.Zero, Take());

        var delay = Take();
        Assert.InRange(delay, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(62));
        _time.Advance(delay - TimeSpan.FromMilliseconds(1));
        Assert.True(Take() > TimeSpan.Zero);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(TimeSpan.Zero, Take());
    }

    [Fact]
    public void A_window_that_ended_counts_by_what_of_it_is_less_than_a_window_ago()
    {
        for (var i = 0; i < 60; i++) Take();
        _time.Advance(TimeSpan.FromSeconds(90));

        Assert.Equal(30, TakeAll());
    }

    [Fact]
    public void After_two_windows_everything_is_forgotten()
    {
        for (var i = 0; i < 60; i++) Take();
        _time.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(60, TakeAll());
    }

    [Fact]
    public void Permits_are_taken_all_or_none_and_more_than_the_limit_never()
    {
        Assert.Equal(TimeSpan.Zero, Take(permits: 59));
        Assert.True(Take(permits: 2) > TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, Take());
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.True(Take(permits: 61) > TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, Take(permits: 60));
    }

    [Fact]
    public void A_look_takes_nothing()
    {
        for (var i = 0; i < 100; i++) Assert.Equal(TimeSpan.Zero, _counters.Look(1, Limit));
        Assert.Equal(60, TakeAll());
        Assert.True(_counters.Look(1, Limit) > TimeSpan.Zero);
    }

    [Fact]
    public void One_caller_takes_nothing_from_another()
    {
        for (var i = 0; i < 100; i++) Take(id: 1);

        Assert.Equal(TimeSpan.Zero, Take(id: 2));
    }

    /// <summary>Whoever comes back when they were told to is let in, and not before: the delay is neither too long nor too short.</summary>
    [Fact]
    public void The_delay_is_the_time_until_there_are_so_many_again() => Gen.Select(
        Gen.Int[1, 200], Gen.Int[1, 200].Array[1, 40], Gen.Int[0, 20_000].Array[40]).Sample((limit, wants, waits) =>
        {
            var time = new FakeTimeProvider(new DateTimeOffset(2027, 3, 1, 12, 0, 0, TimeSpan.Zero));
            var counters = new RateCounters(time);
            var of = new RateLimit(RateClass.Checks, limit, TimeSpan.FromSeconds(10));
            foreach (var (i, want) in wants.Index())
            {
                time.Advance(TimeSpan.FromMilliseconds(waits[i]));
                var permits = Math.Min(want, limit);
                var delay = counters.TryTake(1, of, permits);
                if (delay == TimeSpan.Zero) continue;

                Assert.InRange(delay, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(20));
                time.Advance(delay - TimeSpan.FromTicks(1));
                Assert.NotEqual(TimeSpan.Zero, counters.TryTake(1, of, permits));
                time.Advance(TimeSpan.FromTicks(1));
                Assert.Equal(TimeSpan.Zero, counters.TryTake(1, of, permits));
            }
        });

    [Fact]
    public void No_window_has_more_than_the_limit_and_no_stretch_of_time_twice_as_much() => Gen.Int[0, 1500].Array[1, 400].Sample(waits =>
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2027, 3, 1, 12, 0, 0, TimeSpan.Zero));
        var counters = new RateCounters(time);
        var of = new RateLimit(RateClass.Checks, 20, TimeSpan.FromSeconds(10));
        var taken = new List<DateTimeOffset>();
        foreach (var wait in waits)
        {
            time.Advance(TimeSpan.FromMilliseconds(wait));
            if (counters.TryTake(1, of) == TimeSpan.Zero) taken.Add(time.GetUtcNow());
        }

        foreach (var from in taken) Assert.InRange(taken.Count(at => at >= from && at < from + of.Window), 0, 2 * of.Permits - 1);
        foreach (var window in taken.GroupBy(at => at.UtcTicks / of.Window.Ticks)) Assert.InRange(window.Count(), 0, of.Permits);
    });

    [Fact]
    public void A_clock_that_is_put_back_gives_nothing_back_and_one_that_is_put_elsewhere_locks_nobody_out()
    {
        var time = new OffsetUtc(_time);
        var counters = new RateCounters(time);
        for (var i = 0; i < 60; i++) Assert.Equal(TimeSpan.Zero, counters.TryTake(1, Limit));

        time.Offset = TimeSpan.FromSeconds(-30);
        Assert.True(counters.TryTake(1, Limit) > TimeSpan.Zero);
        time.Offset = TimeSpan.FromHours(-2);
        Assert.Equal(TimeSpan.Zero, counters.TryTake(1, Limit));
    }

    [Fact]
    public void However_many_callers_come_nothing_is_allocated()
    {
        // Others each time: a table that grows would grow again.
        var next = 0u;
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 200_000; i++) _counters.TryTake((UInt128)next++ * 0x9E37_79B9_7F4A_7C15UL, Limit);
        }));
        Assert.Equal(TimeSpan.Zero, Take(id: 7));
        for (var i = 0; i < 59; i++) Take(id: 7);
        Assert.True(Take(id: 7) > TimeSpan.Zero);
    }

    [Fact]
    public async Task Of_many_at_the_same_moment_no_more_get_through_than_the_limit()
    {
        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            () => Enumerable.Range(0, 100).Count(_ => Take() == TimeSpan.Zero))));

        Assert.Equal(60, taken.Sum());
    }

    [Fact]
    public void The_identity_of_a_caller_is_the_same_on_every_node_and_nobody_elses()
    {
        var ids = new RateIds(PostgresFixture.MasterKey);
        Assert.Equal(ids.Of(RateClass.Checks, "ann"), new RateIds(PostgresFixture.MasterKey).Of(RateClass.Checks, "ann"));
        Assert.NotEqual(ids.Of(RateClass.Checks, "ann"), new RateIds(new MasterKey(new string('x', 32))).Of(RateClass.Checks, "ann"));
        UInt128[] all =
        [
            ids.Of(RateClass.Checks, "ann"), ids.Of(RateClass.Management, "ann"), ids.Of(RateClass.Management, "ann", "bob"),
            ids.Of(RateClass.Management, "bob", "ann"), ids.Of(RateClass.Management, "annbob"), ids.Of(RateClass.Management, "", "ann"),
            ids.Of(RateClass.SignInToAccount, "ann", address: 1), ids.Of(RateClass.SignInToAccount, "ann", address: 2),
            ids.Of(RateClass.SignInFromAddress, default, address: 1), ids.Of(RateClass.SignInToAccount, new string('a', 5000)),
        ];
        Assert.Equal(all.Length, all.Distinct().Count());
    }

    private TimeSpan Take(UInt128? id = null, int permits = 1) => _counters.TryTake(id ?? 1, Limit, permits);

    private int TakeAll()
    {
        var count = 0;
        while (Take() == TimeSpan.Zero) count++;
        return count;
    }

    private sealed class OffsetUtc(TimeProvider time) : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + Offset;
    }
}
