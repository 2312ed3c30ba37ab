namespace Velro.Nodes.Samples;

/// <summary>Reads of contexts, by the tier that had them.</summary>
/// <param name="Memo">In the memo (L0).</param>
/// <param name="Local">In the local cache (L1).</param>
/// <param name="Shared">In the shared cache (L2).</param>
/// <param name="Database">In the database (L3), or nowhere.</param>
public readonly record struct TierReads(double Memo, double Local, double Shared, double Database)
{
    /// <summary>All of them.</summary>
    public double All => Memo + Local + Shared + Database;

    /// <summary>The share that the process had itself; null: nothing was read.</summary>
    public double? ProcessRatio => RatioOf(Memo + Local, All);

    /// <summary>The share of the others that the shared cache had; null: there were none.</summary>
    public double? SharedRatio => RatioOf(Shared, Shared + Database);

    private static double? RatioOf(double part, double whole) => whole > 0 ? part / whole : null;
}

/// <summary>What the caches did, out of what instruments counted.</summary>
/// <param name="Total">Reads of all kinds.</param>
/// <param name="ByKind">Reads by kind.</param>
public sealed record CacheFigures(TierReads Total, IReadOnlyDictionary<string, TierReads> ByKind)
{
    private const string Reads = "velro.cache.reads";
    private const string Tier = "velro.cache.tier";
    private const string Kind = "velro.context.kind";

    /// <summary>Reads it out of counters.</summary>
    public static CacheFigures Of(IReadOnlyDictionary<string, double> counters)
    {
        ArgumentNullException.ThrowIfNull(counters);
        var kinds = counters.SumBy(Reads, Kind).Keys.ToDictionary(static kind => kind, kind => Of(counters.SumBy(Reads, Tier, (Kind, kind))));
        return new CacheFigures(Of(counters.SumBy(Reads, Tier)), kinds);
    }

    private static TierReads Of(SortedDictionary<string, double> tiers) => new(
        tiers.GetValueOrDefault("l0"), tiers.GetValueOrDefault("l1"), tiers.GetValueOrDefault("l2"), tiers.GetValueOrDefault("l3"));
}
