namespace Velro.Tests.Integration.History;

/// <summary>What one history is to be.</summary>
internal sealed record HistoryPlan
{
    /// <summary>What is written and asked is drawn from it; when each of it happens is not.</summary>
    public required int Seed { get; init; }

    /// <summary>How long it writes.</summary>
    public required TimeSpan Length { get; init; }

    /// <summary>Statements that break the database's part of the clock before the nodes start; null: none.</summary>
    public string? Sabotage { get; init; }

    /// <summary>A trigger that migrations put in and out; null: none.</summary>
    public TriggerChange? TriggerChange { get; init; }

    /// <summary>
    /// Whether caches are flushed now and then. A flush also mends what was wrong: the fewer there are, the longer a wrong entry is met.
    /// </summary>
    public bool IsFlushed { get; init; }

    /// <summary>Whether the server's processes behind feeds stand still now and then, which other databases of the server could feel.</summary>
    public bool IsFeedFrozen { get; init; }

    /// <summary>The longest that a call of the shared cache may take; null: the default.</summary>
    public TimeSpan? SharedTimeout { get; init; }

    /// <summary>Whether the lock that keeps compactors from working at once holds nobody.</summary>
    public bool IsCompactedByTwo { get; init; }
}
