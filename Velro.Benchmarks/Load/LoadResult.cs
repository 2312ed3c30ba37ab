namespace Velro.Benchmarks.Load;

/// <summary>What a load generator saw.</summary>
internal sealed record LoadResult
{
    /// <summary>How many requests were answered.</summary>
    public required long Requests { get; init; }

    /// <summary>How many of them with another status than 200, or not with what was expected.</summary>
    public required long Wrong { get; init; }

    /// <summary>The first wrong answer, for whoever has to find out why.</summary>
    public string? FirstWrong { get; init; }

    /// <summary>How long it took, until the last answer.</summary>
    public required double Seconds { get; init; }

    /// <summary>Latencies from sending to the answer's last byte, in microseconds.</summary>
    public required double P50 { get; init; }

    /// <inheritdoc cref="P50"/>
    public required double P95 { get; init; }

    /// <inheritdoc cref="P50"/>
    public required double P99 { get; init; }

    /// <summary>Answers a second.</summary>
    public double PerSecond => Requests / Seconds;
}
