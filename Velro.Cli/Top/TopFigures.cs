namespace Velro.Cli.Top;

/// <summary>What <c>velro top</c> shows. Rates are of the last seconds; what is not known is null.</summary>
internal sealed record TopFigures(
    DateTimeOffset At,
    double? RequestsPerSecond,
    double? ErrorsPerSecond,
    IReadOnlyList<NodeFigures> Nodes,
    IReadOnlyList<OperationFigures> Operations,
    CacheFigures Cache,
    DecisionFigures Decisions,
    IReadOnlyList<PoolFigures> Pools,
    FeedFigures Feed,
    IReadOnlyList<string> Alerts,
    IReadOnlyList<string> Adapted);

/// <summary>A node.</summary>
internal sealed record NodeFigures(
    string Node, string Process, double UptimeSeconds, double SilentSeconds, double? RequestsPerSecond, double? CpuShare, long MemoryBytes,
    long MemoryLimitBytes, string? ClockMode, double? ClockAgeSeconds);

/// <summary>An operation, over all nodes of the API.</summary>
internal sealed record OperationFigures(string Operation, double PerSecond, double ErrorsPerSecond, double? P50, double? P95, double? P99);

/// <summary>The caches, over all nodes of the API.</summary>
internal sealed record CacheFigures(double? ReadsPerSecond, double? ProcessHitRatio, double? SharedHitRatio, int LeftAloneBy);

/// <summary>Decisions, over all nodes of the API.</summary>
internal sealed record DecisionFigures(double? PermittedPerSecond, double? DeniedPerSecond, IReadOnlyDictionary<string, double> DeniedByReason);

/// <summary>A pool of a node.</summary>
internal sealed record PoolFigures(string Node, string Pool, int Limit, double? Busy, double? Idle, double? Waiting, double? Timeouts, double? Gate);

/// <summary>The changes of the database.</summary>
internal sealed record FeedFigures(double? OldestAgeSeconds, long Unfolded, long Marks);
