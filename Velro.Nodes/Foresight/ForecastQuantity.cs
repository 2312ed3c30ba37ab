namespace Velro.Nodes.Foresight;

/// <summary>What is looked ahead at.</summary>
public enum ForecastQuantity
{
    /// <summary>The 99th percentile of checks, as a share of the limit.</summary>
    Latency,

    /// <summary>The share of contexts that this process had to ask others for, of the share that is too much.</summary>
    HitRatio,

    /// <summary>The process's memory, of what it may use.</summary>
    Memory,

    /// <summary>The connections in use of the fullest pool, of its limit.</summary>
    Pool,

    /// <summary>The age of the revision clock, of that from which answers are degraded.</summary>
    Feed,

    /// <summary>The fullest disk, of its size.</summary>
    Disk,
}

/// <summary>What quantities are called.</summary>
public static class ForecastQuantities
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ForecastQuantity> All { get; } = Enum.GetValues<ForecastQuantity>();

    /// <summary>The name in metrics and answers.</summary>
    public static string NameOf(ForecastQuantity quantity) => quantity switch
    {
        ForecastQuantity.Latency => "latency",
        ForecastQuantity.HitRatio => "hit_ratio",
        ForecastQuantity.Memory => "memory",
        ForecastQuantity.Pool => "pool",
        ForecastQuantity.Feed => "feed",
        _ => "disk",
    };
}
