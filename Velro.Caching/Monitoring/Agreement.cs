namespace Velro.Caching.Monitoring;

/// <summary>What came of asking a question through the caches and again from the base tables.</summary>
public enum Agreement
{
    /// <summary>Both gave the same answer.</summary>
    Same,

    /// <summary>What the answer rests on changed between the two, so that they cannot be compared.</summary>
    Moved,

    /// <summary>They differ: something that was cached was not what the database had. This must never be.</summary>
    Different,
}
