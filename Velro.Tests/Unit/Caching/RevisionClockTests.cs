using Velro.Authorization.Contexts;
using Velro.Caching.Clock;
using Velro.Data.Feed;

namespace Velro.Tests.Unit.Caching;

public sealed class RevisionClockTests
{
    private static readonly ServerIncarnation FirstRun = new(Guid.NewGuid(), DateTimeOffset.UnixEpoch, 1, 2, 1);

    private readonly RevisionClock _clock = new();

    [Fact]
    public void A_clock_that_is_not_loaded_says_nothing()
    {
        Assert.Null(_clock.Current);
        Assert.False(_clock.TryRead([1], new ulong[1], out _));
        Assert.False(_clock.Confirms([], [], [], out _));
    }

    [Fact]
    public void Two_clocks_that_saw_the_same_changes_in_another_order_hold_the_same_stamp()
    {
        var other = new RevisionClock();
        Change a = new(10, ulong.MaxValue, 5), b = new(11, 3, 5);

        Start(_clock, "12:12:", a, b);
        Start(other, "10:10:");
        Take(other, "10:12:10", b);
        Take(other, "12:12:", a);

        Assert.Equal(2UL, _clock.StampOf(5));
        Assert.Equal(_clock.StampOf(5), other.StampOf(5));
    }

    [Fact]
    public void A_transaction_that_commits_late_is_added_when_it_becomes_visible()
    {
        Start(_clock, "10:12:10");

        Take(_clock, "12:12:", new Change(10, 4, 5));

        Assert.Equal(4UL, _clock.StampOf(5));
    }

    [Fact]
    public void An_answer_that_comes_second_adds_only_what_the_first_did_not_bring()
    {
        Start(_clock, "10:10:");
        var asked = _clock.Current!;
        Change first = new(10, 1, 5), second = new(11, 2, 5);

        Assert.True(_clock.TryTake(Answer("11:11:", first), asked, default));
        Assert.True(_clock.TryTake(Answer("12:12:", first, second), asked, default));

        Assert.Equal(3UL, _clock.StampOf(5));
    }

    [Fact]
    public void An_answer_that_is_older_than_the_clock_changes_nothing()
    {
        Start(_clock, "10:10:");
        var asked = _clock.Current!;
        Change first = new(10, 1, 5), second = new(11, 2, 5);

        Assert.True(_clock.TryTake(Answer("12:12:", first, second), asked, default));
        Assert.True(_clock.TryTake(Answer("11:11:", first), asked, default));

        Assert.Equal(3UL, _clock.StampOf(5));
        Assert.Equal("12:12:", _clock.Current!.Snapshot.ToString());
    }

    [Fact]
    public void An_answer_of_another_run_of_the_server_stops_the_clock()
    {
        Start(_clock, "10:10:");

        var answer = Answer("12:12:") with { Incarnation = FirstRun with { Marker = Guid.NewGuid() } };

        Assert.False(_clock.TryTake(answer, _clock.Current!, default));
        Assert.Null(_clock.Current);
    }

    [Fact]
    public void An_answer_that_was_asked_before_the_clock_started_over_is_refused()
    {
        Start(_clock, "10:10:");
        var asked = _clock.Current!;
        Start(_clock, "10:10:");

        Assert.False(_clock.TryTake(Answer("11:11:", new Change(10, 1, 5)), asked, default));
        Assert.Equal(0UL, _clock.StampOf(5));
    }

    [Fact]
    public void A_version_is_confirmed_only_when_every_stamp_is_as_it_says()
    {
        Start(_clock, "12:12:", new Change(10, 1, 5), new Change(11, 2, 6));
        var epoch = _clock.Current!.EpochOf(ContextKind.User);
        Stamp five = new(epoch, 1), six = new(epoch, 2);
        ContextKind[] kinds = [ContextKind.User, ContextKind.User];

        Assert.True(_clock.Confirms([5, 6], kinds, [five, six], out var version));
        Assert.Same(_clock.Current, version);
        Assert.False(_clock.Confirms([5, 6], kinds, [five, five], out _));
        Assert.False(_clock.Confirms([5], [ContextKind.Team], [five], out _));
    }

    [Fact]
    public void A_flush_of_a_kind_makes_the_stamps_of_that_kind_differ_and_no_others()
    {
        Start(_clock, "12:12:", new Change(10, 1, 5));
        var before = _clock.Current!;

        Assert.True(_clock.TryTake(Answer("13:13:") with { FlushValues = [0, 0, 77] }, before, default));

        Assert.Equal(before.EpochOf(ContextKind.User), _clock.Current!.EpochOf(ContextKind.User));
        Assert.NotEqual(before.EpochOf(ContextKind.Team), _clock.Current!.EpochOf(ContextKind.Team));
    }

    [Fact]
    public void A_flush_of_all_makes_the_stamps_of_every_kind_differ()
    {
        Start(_clock, "12:12:");
        var before = _clock.Current!;

        Assert.True(_clock.TryTake(Answer("13:13:") with { FlushValues = [1] }, before, default));

        foreach (var kind in Enum.GetValues<ContextKind>()) Assert.NotEqual(before.EpochOf(kind), _clock.Current!.EpochOf(kind));
    }

    [Fact]
    public void A_version_says_the_same_as_the_one_before_it_only_when_nothing_came_between()
    {
        Start(_clock, "10:10:");
        var first = _clock.Current!;

        Assert.True(_clock.TryTake(Answer("11:11:"), first, default));
        Assert.True(_clock.Current!.SaysTheSameAs(first));
        Assert.NotSame(first, _clock.Current);

        Assert.True(_clock.TryTake(Answer("12:12:", new Change(11, 1, 5)), _clock.Current, default));
        var changed = _clock.Current!;
        Assert.False(changed.SaysTheSameAs(first));

        Assert.True(_clock.TryTake(Answer("13:13:") with { FlushValues = [1] }, changed, default));
        Assert.False(_clock.Current!.SaysTheSameAs(changed));

        Start(_clock, "10:10:");
        Assert.False(_clock.Current!.SaysTheSameAs(first));
    }

    [Fact]
    public void An_answer_that_lacks_changes_which_were_folded_is_refused_and_the_clock_stays()
    {
        Start(_clock, "12:14:12");
        var asked = _clock.Current!;

        Assert.False(_clock.TryTake(Answer("20:20:") with { Base = PostgresSnapshot.Parse("13:13:") }, asked, default));
        Assert.Same(asked, _clock.Current);
        Assert.True(_clock.TryTake(Answer("20:20:") with { Base = PostgresSnapshot.Parse("12:14:12") }, asked, default));
    }

    /// <summary>Each change adds to two slots at once, so a reader that saw one version sees the same in both.</summary>
    [Fact]
    public async Task A_reader_never_sees_half_of_a_change()
    {
        Start(_clock, "10:10:");
        var isDone = 0;
        var reader = Task.Run(() =>
        {
            var stamps = new ulong[2];
            while (Volatile.Read(ref isDone) == 0)
            {
                Assert.True(_clock.TryRead([1, 900_000], stamps, out var state));
                Assert.Equal(stamps[0], stamps[1]);
                Assert.Equal(state.Snapshot.Xmax - 10, stamps[0]);
            }
        }, TestContext.Current.CancellationToken);

        for (ulong xid = 10; xid < 20_000; xid++) Take(_clock, $"{xid + 1}:{xid + 1}:", new Change(xid, 1, 1), new Change(xid, 1, 900_000));
        Volatile.Write(ref isDone, 1);

        await reader;
    }

    private static void Start(RevisionClock clock, string snapshot, params Change[] changes)
    {
        var sums = new SlotSums();
        foreach (var change in changes) sums.Add(change.SlotHash, change.Nonce);
        clock.StartOver(new FeedLoad(Answer(snapshot), sums, changes.Length), default);
    }

    private static void Take(RevisionClock clock, string snapshot, params Change[] changes) =>
        Assert.True(clock.TryTake(Answer(snapshot, changes), clock.Current!, default));

    private static FeedAnswer Answer(string snapshot, params Change[] changes) =>
        new(PostgresSnapshot.Parse(snapshot), FirstRun, DateTimeOffset.UnixEpoch, changes);
}
