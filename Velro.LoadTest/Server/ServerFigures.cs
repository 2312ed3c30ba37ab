namespace Velro.LoadTest.Server;

/// <summary>What the server did between two scrapes.</summary>
internal sealed record ServerFigures
{
    /// <summary>The end, in seconds since the start of the run.</summary>
    public required double At { get; init; }

    public required double Seconds { get; init; }

    /// <summary>Processors that the scraped processes used, 1 is one of them.</summary>
    public required double Processors { get; init; }

    /// <summary>The share of all processors of the machine that was used, 0 to 1; null: the server is on another one.</summary>
    public double? MachineProcessors { get; init; }

    /// <summary>The share of the machine's memory that was used, 0 to 1.</summary>
    public double? MachineMemory { get; init; }

    public required double WorkingSetBytes { get; init; }

    public required double HeapBytes { get; init; }

    /// <summary>The share of the time in which collections stopped the processes, 0 to 1.</summary>
    public required double PauseShare { get; init; }

    public required double AllocatedBytesPerSecond { get; init; }

    /// <summary>Contexts that were read, by the tier that had them.</summary>
    public required IReadOnlyDictionary<string, double> Reads { get; init; }

    /// <summary>What the caches in the processes hold.</summary>
    public required double CacheBytes { get; init; }

    public required double CacheEntries { get; init; }

    /// <summary>Statements a second, without the change feed's polling.</summary>
    public required double StatementsPerSecond { get; init; }

    /// <summary>Milliseconds; of the statements without those of the feed.</summary>
    public required double StatementMean { get; init; }

    public required double StatementP95 { get; init; }

    /// <summary>Connections in use, by pool.</summary>
    public required IReadOnlyDictionary<string, double> PoolUsed { get; init; }

    /// <summary>Connections at most, by pool.</summary>
    public required IReadOnlyDictionary<string, double> PoolMaximum { get; init; }

    public required double HttpConnections { get; init; }

    /// <summary>Milliseconds that a check took within the server; null: there was none.</summary>
    public double? CheckMean { get; init; }

    /// <summary>Milliseconds that hashing a password took; null: none was hashed, or the server does not tell.</summary>
    public double? HashMean { get; init; }

    /// <summary>Recent checks that a comparison with the base tables answered otherwise; null: the server does not tell.</summary>
    public double? Differences { get; init; }

    /// <summary>The share of the local caches' bytes that is current and was read again; null: the server does not tell.</summary>
    public double? CacheEfficiency { get; init; }
}
