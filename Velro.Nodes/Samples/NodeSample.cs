namespace Velro.Nodes.Samples;

/// <summary>What a process did in a while: the difference of two statuses.</summary>
public sealed record NodeSample
{
    /// <summary>The name of the process.</summary>
    public required string Node { get; init; }

    /// <summary>What it is: <c>authapi</c> or <c>warmer</c>.</summary>
    public required string Process { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Until when.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>Whether it is the first while of the process.</summary>
    public bool IsFirst { get; init; }

    /// <summary>The processor time that it used, in seconds.</summary>
    public double CpuSeconds { get; init; }

    /// <summary>How many processors it has.</summary>
    public int Processors { get; init; }

    /// <summary>The memory in use at the end, in bytes.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>What it may use, in bytes.</summary>
    public long MemoryLimitBytes { get; init; }

    /// <summary>What its instruments counted in the while; what is not there, nobody knows. What stayed 0 is there.</summary>
    public Dictionary<string, double> Counters { get; init; } = [];

    /// <summary>What its instruments said at the end.</summary>
    public Dictionary<string, double> Gauges { get; init; } = [];

    /// <summary>Requests by operation; those without any are left out.</summary>
    public Dictionary<string, RequestCounts> Requests { get; init; } = [];

    /// <summary>The clock's mode at the end; null: it has none.</summary>
    public string? ClockMode { get; init; }

    /// <summary>The limits of its pools.</summary>
    public Dictionary<string, int> PoolLimits { get; init; } = [];

    /// <summary>The quantities of which it began to warn.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>How long the while was, in seconds.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public double Seconds => Math.Max(0, (To - From).TotalSeconds);

    /// <summary>What was done between two statuses.</summary>
    /// <param name="before">The earlier; null, or of another process of that name: all since the process began.</param>
    /// <param name="now">The later.</param>
    public static NodeSample Between(NodeStatus? before, NodeStatus now)
    {
        ArgumentNullException.ThrowIfNull(now);
        if (before is not null && (before.Node != now.Node || before.StartedAt != now.StartedAt)) before = null;
        return new NodeSample
        {
            Node = now.Node,
            Process = now.Process,
            From = before?.At ?? now.StartedAt,
            To = now.At,
            IsFirst = before is null,
            CpuSeconds = now.CpuSeconds - (before?.CpuSeconds ?? 0),
            Processors = now.Processors,
            MemoryBytes = now.MemoryBytes,
            MemoryLimitBytes = now.MemoryLimitBytes,
            Counters = GrowthOf(before?.Counters, now.Counters),
            Gauges = now.Gauges,
            Requests = now.Requests
                .Select(one => (one.Key, Value: before?.Requests.GetValueOrDefault(one.Key) is { } old ? one.Value - old : one.Value))
                .Where(static one => one.Value.Count > 0)
                .ToDictionary(static one => one.Key, static one => one.Value),
            ClockMode = now.Clock?.Mode,
            PoolLimits = now.PoolLimits,
            Warnings =
            [
                .. now.Forecasts
                    .Where(forecast => forecast.Warnings > (before?.Forecasts.FirstOrDefault(old => old.Quantity == forecast.Quantity)?.Warnings ?? 0))
                    .Select(static forecast => forecast.Quantity),
            ],
        };
    }

    /// <summary>
    /// Most series of most whiles stand still. Of an instrument with several, those are left out; one remains, so that it is known to have counted
    /// nothing.
    /// </summary>
    private static Dictionary<string, double> GrowthOf(Dictionary<string, double>? before, Dictionary<string, double> now)
    {
        var growth = new Dictionary<string, double>();
        foreach (var group in now.GroupBy(static one => one.Key.Split('|', 2)[0]))
        {
            var grown = group.Select(one => (one.Key, Value: one.Value - (before?.GetValueOrDefault(one.Key) ?? 0))).ToArray();
            var kept = grown.Where(static one => one.Value != 0).ToArray();
            foreach (var (series, value) in kept.Length > 0 ? kept : grown[..1]) growth[series] = value;
        }

        return growth;
    }
}
