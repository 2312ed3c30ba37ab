using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Velro.Caching.Clock;
using Velro.Data.Nodes;
using Velro.Data.Pools;
using Velro.Nodes.Adaptation;
using Velro.Nodes.Foresight;

namespace Velro.Nodes.Samples;

/// <summary>How this process is, and how the others said they are.</summary>
public sealed class NodeStatuses(
    NodeIdentity identity, MetricRecorder recorder, RevisionClock clock, ClockHealth health, AdaptationLoop adaptation, ForecastMonitor forecasts,
    IOptions<ClockOptions> clockOptions, IOptions<SampleOptions> options, IConfiguration configuration, NodeTable table, TimeProvider time)
{
    private readonly Dictionary<string, int> _poolLimits = PoolNames.All.ToDictionary(
        static pool => pool, pool => PoolLimits.Read(configuration, pool).MaximumConnections);

    /// <summary>How long a process counts as there that says nothing more.</summary>
    public TimeSpan Silence => TimeSpan.FromSeconds(Math.Max(60, options.Value.StatusInterval.TotalSeconds * 4));

    /// <summary>How this one is now.</summary>
    public NodeStatus Own()
    {
        var metrics = recorder.Collect();
        var version = clock.Current;
        return new NodeStatus
        {
            Node = identity.Name,
            Process = identity.Process,
            Version = identity.Version,
            StartedAt = identity.StartedAt,
            At = time.GetUtcNow(),
            CpuSeconds = Environment.CpuUsage.TotalTime.TotalSeconds,
            Processors = Environment.ProcessorCount,
            MemoryBytes = Environment.WorkingSet,
            MemoryLimitBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            HeapBytes = GC.GetTotalMemory(forceFullCollection: false),
            Counters = metrics.Counters,
            Gauges = metrics.Gauges,
            Requests = metrics.Requests,
            Clock = new ClockStatus(
                health.Mode.ToString(), health.Age?.TotalSeconds, version?.Snapshot.ToString(), version?.Start ?? 0,
                version?.Offset.TotalSeconds ?? 0, clockOptions.Value.DegradedAfter.TotalSeconds),
            Knobs = adaptation.Statuses,
            Forecasts = forecasts.Statuses,
            PoolLimits = _poolLimits,
        };
    }

    /// <summary>How all are that said so lately, in the order of their names; this one as it is now.</summary>
    /// <exception cref="Npgsql.NpgsqlException">The database did not answer.</exception>
    public async Task<IReadOnlyList<NodeStatus>> AllAsync(CancellationToken cancellation)
    {
        var own = Own();
        var others = (await table.StatusesAsync(time.GetUtcNow() - Silence, cancellation))
            .Select(NodeJson.Read<NodeStatus>).OfType<NodeStatus>().Where(status => status.Node != own.Node);
        return [.. others.Append(own).OrderBy(static status => status.Process, StringComparer.Ordinal).ThenBy(static status => status.Node, StringComparer.Ordinal)];
    }
}
