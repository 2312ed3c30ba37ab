using Velro.Nodes.Samples;

namespace Velro.AuthApi.Operations;

/// <summary>All nodes.</summary>
/// <param name="DurationBounds">The bounds of the counts of durations, in seconds.</param>
/// <param name="Items">The nodes.</param>
internal sealed record NodesAnswer(IReadOnlyList<double> DurationBounds, IReadOnlyList<NodeAnswer> Items);

/// <summary>A node, as it is answered.</summary>
internal sealed record NodeAnswer(
    string Node,
    string Process,
    string Version,
    DateTimeOffset StartedAt,
    DateTimeOffset At,
    double CpuSeconds,
    int Processors,
    long MemoryBytes,
    long MemoryLimitBytes,
    long HeapBytes,
    string? ClockMode,
    IReadOnlyList<NodeOperationAnswer> Operations,
    IReadOnlyDictionary<string, double>? Decisions,
    IReadOnlyDictionary<string, double>? Denials,
    IReadOnlyDictionary<string, double> SignIns,
    IReadOnlyList<KnobStatus> Adapted,
    IReadOnlyList<ForecastStatus> Ahead)
{
    public static NodeAnswer Of(NodeStatus status) => new(
        status.Node, status.Process, status.Version, status.StartedAt, status.At, status.CpuSeconds, status.Processors, status.MemoryBytes,
        status.MemoryLimitBytes, status.HeapBytes, status.Clock?.Mode,
        [
            .. status.Requests.OrderByDescending(static one => one.Value.Count).ThenBy(static one => one.Key, StringComparer.Ordinal)
                .Select(static one => new NodeOperationAnswer(one.Key, one.Value.Count, one.Value.Errors, one.Value.Buckets)),
        ],
        KnownOrNull(status.Counters.SumBy("velro.decisions", "velro.decision")),
        KnownOrNull(status.Counters.SumBy("velro.decisions", "velro.decision.reason", ("velro.decision", "denied"))),
        status.Counters.SumBy("velro.sign_in.attempts", "velro.sign_in.result"),
        status.Knobs,
        status.Forecasts);

    private static SortedDictionary<string, double>? KnownOrNull(SortedDictionary<string, double> numbers) => numbers.Count == 0 ? null : numbers;
}

/// <summary>Requests of an operation at a node, since it began.</summary>
internal sealed record NodeOperationAnswer(string Operation, long Requests, long Errors, IReadOnlyList<long> Durations);
