using Velro.Nodes.Samples;

namespace Velro.AuthApi.Operations;

/// <summary>The pools of all nodes.</summary>
internal sealed record PoolsAnswer(IReadOnlyList<PoolAnswer> Items)
{
    public static PoolsAnswer Of(IEnumerable<NodeStatus> statuses) => new([.. statuses.SelectMany(PoolAnswer.Of)]);
}

/// <summary>A pool of connections to the database at a node. What nobody knows is null.</summary>
/// <param name="Node">The node.</param>
/// <param name="Process">What it is.</param>
/// <param name="At">When this was so.</param>
/// <param name="Pool">The pool.</param>
/// <param name="Limit">How many connections there are at most.</param>
/// <param name="Open">How many are open.</param>
/// <param name="Busy">How many of these are in use.</param>
/// <param name="Idle">How many are not.</param>
/// <param name="Waiting">How many requests wait for one.</param>
/// <param name="Timeouts">How many waited in vain since the node began.</param>
/// <param name="Gate">How many transactions are let in at once at present; null: the pool has no gate.</param>
internal sealed record PoolAnswer(
    string Node, string Process, DateTimeOffset At, string Pool, int Limit, double? Open, double? Busy, double? Idle, double? Waiting, double? Timeouts, double? Gate)
{
    private const string Name = "db.client.connection.pool.name";
    private const string State = "db.client.connection.state";

    public static IEnumerable<PoolAnswer> Of(NodeStatus status)
    {
        foreach (var (pool, limit) in status.PoolLimits)
        {
            var (busy, idle) = (CountOf("used"), CountOf("idle"));
            yield return new PoolAnswer(
                status.Node, status.Process, status.At, pool, limit, busy + idle, busy, idle,
                Known(status.Gauges, "db.client.connection.npgsql.pending_requests", pool),
                Known(status.Counters, "db.client.connection.npgsql.timeouts", pool),
                status.Knobs.FirstOrDefault(knob => knob.Knob == $"pool.{pool}")?.Value);

            // The driver tells of a pool once something happened to it.
            static double? Known(Dictionary<string, double> numbers, string instrument, string pool) =>
                numbers.Sum(instrument, (Name, pool)) ?? (numbers.Sum(instrument) is null ? null : 0);

            double? CountOf(string state) => status.Gauges.Sum("db.client.connection.count", (Name, pool), (State, state));
        }
    }
}
