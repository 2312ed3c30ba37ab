using Velro.Nodes.Samples;

namespace Velro.Nodes.Foresight;

/// <summary>What is looked ahead at, out of what a process says of itself: each as a share of its limit. What nobody knows is no number.</summary>
public static class ForecastInputs
{
    /// <summary>A percentile of fewer is that of chance.</summary>
    private const int LeastRequests = 100;

    /// <summary>The values between two statuses of a process.</summary>
    public static IReadOnlyDictionary<ForecastQuantity, double> Of(NodeStatus before, NodeStatus now, ForecastOptions limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var sample = NodeSample.Between(before, now);
        return new Dictionary<ForecastQuantity, double>
        {
            [ForecastQuantity.Latency] = LatencyOf(sample) / limits.Latency.TotalSeconds,
            [ForecastQuantity.HitRatio] = MissesOf(sample) / (1 - limits.HitRatio),
            [ForecastQuantity.Memory] = now.MemoryLimitBytes > 0 ? now.MemoryBytes / (limits.Memory * now.MemoryLimitBytes) : double.NaN,
            [ForecastQuantity.Pool] = PoolOf(now) / limits.Pool,
            [ForecastQuantity.Feed] = now.Clock is { AgeSeconds: { } age, DegradedAfterSeconds: > 0 and var most } ? age / most : double.NaN,
            [ForecastQuantity.Disk] = DiskOf(now.Gauges) / limits.Disk,
        };
    }

    private static double LatencyOf(NodeSample sample)
    {
        var checks = sample.Requests.Where(static one => ApiOperations.IsCheck(one.Key)).Aggregate(RequestCounts.None, static (sum, one) => sum + one.Value);
        return checks.Count < LeastRequests ? double.NaN : checks.Quantile(0.99) ?? double.NaN;
    }

    private static double MissesOf(NodeSample sample)
    {
        var reads = CacheFigures.Of(sample.Counters).Total;
        return reads.All < LeastRequests || reads.ProcessRatio is not { } ratio ? double.NaN : 1 - ratio;
    }

    private static double PoolOf(NodeStatus now)
    {
        var used = now.Gauges.SumBy("db.client.connection.count", "db.client.connection.pool.name", ("db.client.connection.state", "used"));
        var fullest = double.NaN;
        foreach (var (pool, limit) in now.PoolLimits)
        {
            // The feed has one connection at work and one in its place: it is always half full, and full when it starts over.
            if (pool != Data.Pools.PoolNames.Feed && used.TryGetValue(pool, out var open) && !(open / limit <= fullest)) fullest = open / limit;
        }

        return fullest;
    }

    private static double DiskOf(Dictionary<string, double> gauges)
    {
        var free = gauges.SumBy("velro.disk.free", "velro.disk");
        var fullest = double.NaN;
        foreach (var (disk, size) in gauges.SumBy("velro.disk.size", "velro.disk"))
        {
            if (size > 0 && free.TryGetValue(disk, out var left) && !(1 - (left / size) <= fullest)) fullest = 1 - (left / size);
        }

        return fullest;
    }
}
