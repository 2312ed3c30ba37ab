namespace Velro.Data.Search;

/// <summary>
/// Where one way of finding candidates is given up for another, and how many rows each looks at in one go. They bound work; the candidates
/// decide the same whatever they are.
/// </summary>
public sealed record CandidateLimits
{
    /// <summary>What was measured to be good on a million generations.</summary>
    public static readonly CandidateLimits Default = new();

    /// <summary>How many projects and teams are walked as streams of their own; beyond, generations are walked as a whole.</summary>
    public int MaximumStreams { get; init; } = 2000;

    /// <summary>How many generations lineage is followed down from; beyond, it is followed up from those that inherit.</summary>
    public int MaximumDirect { get; init; } = 5000;

    /// <summary>From how many generations lineage is followed down without having been looked for upwards.</summary>
    public int FewDirect { get; init; } = 500;

    /// <summary>How many rows all streams give together, about.</summary>
    public int RowsOfStreams { get; init; } = 8000;

    /// <summary>How many rows a stream gives at least.</summary>
    public int RowsOfStream { get; init; } = 8;

    /// <summary>How many rows a walk over everything looks at.</summary>
    public int RowsOfScan { get; init; } = 2000;

    /// <summary>How many rows each of <paramref name="streams"/> gives when <paramref name="count"/> candidates are wanted.</summary>
    internal int RowsOfEach(int streams, int count) => Math.Clamp(RowsOfStreams / (streams + 3), RowsOfStream, Math.Max(count, RowsOfStream));
}
