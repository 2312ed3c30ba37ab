namespace Velro.Cli.Top;

/// <summary>What the operations API answers at one moment.</summary>
internal sealed record Look(NodesLook Nodes, CachesLook Caches, PoolsLook Pools, FeedLook Feed);

/// <summary><c>/v1/operations/nodes</c>.</summary>
internal sealed record NodesLook(double[] DurationBounds, NodeLook[] Items);

/// <summary>A node; counts are since it began.</summary>
internal sealed record NodeLook(
    string Node, string Process, DateTimeOffset StartedAt, DateTimeOffset At, double CpuSeconds, int Processors, long MemoryBytes,
    long MemoryLimitBytes, string? ClockMode, OperationLook[] Operations, Dictionary<string, double>? Decisions, Dictionary<string, double>? Denials,
    Dictionary<string, double> SignIns, AdaptedLook[] Adapted, AheadLook[] Ahead);

/// <summary>Requests of an operation.</summary>
internal sealed record OperationLook(string Operation, long Requests, long Errors, long[] Durations);

/// <summary>What a node adapts.</summary>
internal sealed record AdaptedLook(string Knob, double Value, string Unit, double Least, double Most, bool IsOn, long Actions, DateTimeOffset? MovedAt, string? Why);

/// <summary>What lies ahead of a node.</summary>
internal sealed record AheadLook(string Quantity, double? Share, double? ExhaustionSeconds, bool IsWarning, long Warnings);

/// <summary><c>/v1/operations/cache</c>.</summary>
internal sealed record CachesLook(NodeCacheLook[] Items);

/// <summary>The caches of a node.</summary>
internal sealed record NodeCacheLook(string Node, string Process, DateTimeOffset At, CacheLook Cache);

/// <summary>What they did since it began.</summary>
internal sealed record CacheLook(ReadsLook Reads, SharedLook Shared);

/// <summary>Reads by tier.</summary>
internal sealed record ReadsLook(double L0, double L1, double L2, double L3);

/// <summary>Redis.</summary>
internal sealed record SharedLook(int LeftAloneBy, double Forged);

/// <summary><c>/v1/operations/pools</c>.</summary>
internal sealed record PoolsLook(PoolLook[] Items);

/// <summary>A pool.</summary>
internal sealed record PoolLook(
    string Node, string Process, string Pool, int Limit, double? Open, double? Busy, double? Idle, double? Waiting, double? Timeouts, double? Gate);

/// <summary><c>/v1/operations/feed</c>.</summary>
internal sealed record FeedLook(NodeFeedLook[] Items, long Changes, DateTimeOffset? FoldedAt, Dictionary<string, long> Marks);

/// <summary>How a node follows the changes.</summary>
internal sealed record NodeFeedLook(string Node, string Mode, double? AgeSeconds, double? PollIntervalSeconds);
