using Velro.Data.Nodes;
using Velro.Nodes.Adaptation;
using Velro.Nodes.Samples;

namespace Velro.AuthApi.Operations;

/// <summary>The change feed: in the database, and as each node follows it.</summary>
/// <param name="Items">The nodes.</param>
/// <param name="Changes">Changes that were not folded into the base yet.</param>
/// <param name="FoldedAt">When changes were folded last; null: never.</param>
/// <param name="Marks">What waits for the precomputed views, by kind.</param>
internal sealed record FeedStateAnswer(
    IReadOnlyList<NodeFeedAnswer> Items, long Changes, DateTime? FoldedAt, IReadOnlyDictionary<string, long> Marks)
{
    public static FeedStateAnswer Of(IEnumerable<NodeStatus> statuses, FeedState state) => new(
        [.. statuses.Where(static status => status.Clock is not null).Select(NodeFeedAnswer.Of)], state.Changes, state.FoldedAt, state.Marks);
}

/// <summary>How a node follows it.</summary>
/// <param name="Node">The node.</param>
/// <param name="Process">What it is.</param>
/// <param name="At">When this was so.</param>
/// <param name="Mode">What it can answer.</param>
/// <param name="AgeSeconds">The time since the start of the last completed poll; null: the clock is not loaded.</param>
/// <param name="DegradedAfterSeconds">The age from which its answers say that they are degraded.</param>
/// <param name="Revision">The snapshot of the database that it answers by.</param>
/// <param name="Starts">How often it loaded the clock.</param>
/// <param name="OffsetSeconds">How far the database's time is ahead of its own.</param>
/// <param name="PollIntervalSeconds">The time between two polls.</param>
/// <param name="HintsLost">Hints of its own writes that it could not send.</param>
internal sealed record NodeFeedAnswer(
    string Node, string Process, DateTimeOffset At, string Mode, double? AgeSeconds, double DegradedAfterSeconds, string? Revision, int Starts,
    double OffsetSeconds, double? PollIntervalSeconds, double HintsLost)
{
    public static NodeFeedAnswer Of(NodeStatus status) => new(
        status.Node, status.Process, status.At, status.Clock!.Mode, status.Clock.AgeSeconds, status.Clock.DegradedAfterSeconds, status.Clock.Revision,
        status.Clock.Starts, status.Clock.OffsetSeconds, status.Knobs.FirstOrDefault(static knob => knob.Knob == PollIntervalKnob.Name)?.Value,
        status.Counters.Sum("velro.clock.hints.lost") ?? 0);
}
