using Velro.Benchmarks.Load;
using Velro.Benchmarks.Reports;
using Velro.Benchmarks.Sequential;

namespace Velro.Benchmarks.Scale;

/// <summary>A node with a world of one size beside one with the smallest world, and a bare server, measured in turns.</summary>
internal sealed record GrowthPoint
{
    /// <summary>The memberships and grants that were meant to be there, a power of ten.</summary>
    public required int Size { get; init; }

    /// <summary>Those that there are: some people cannot be given as much twice.</summary>
    public required long Relationships { get; init; }

    /// <summary>How long it took to load the world, in seconds; null: it was there.</summary>
    public required double LoadSeconds { get; init; }

    /// <summary>The bytes of the tables that decisions are made from.</summary>
    public required long TableBytes { get; init; }

    /// <summary>The bytes of their indexes.</summary>
    public required long IndexBytes { get; init; }

    /// <summary>How long the node takes to start and to load the change feed, in seconds.</summary>
    public required double StartSeconds { get; init; }

    /// <summary>Warm checks of this node.</summary>
    public required IReadOnlyList<MeasuredRound> Warm { get; init; }

    /// <summary>Those of the node with the smallest world, in the same rounds.</summary>
    public required IReadOnlyList<MeasuredRound> WarmOfSmallest { get; init; }

    /// <summary>Those of the bare server, in the same rounds.</summary>
    public required IReadOnlyList<MeasuredRound> Bare { get; init; }

    /// <summary>Warm checks of this node about things all over the world, in the same rounds.</summary>
    public required IReadOnlyList<MeasuredRound> Wide { get; init; }

    /// <summary>Checks with nothing cached.</summary>
    public required Latencies Cold { get; init; }

    /// <summary>Those of the node with the smallest world, in turn with these.</summary>
    public required Latencies ColdOfSmallest { get; init; }

    /// <summary>The change feed.</summary>
    public required FeedCost Feed { get; init; }

    /// <summary>That of the node with the smallest world, at the same time.</summary>
    public required FeedCost FeedOfSmallest { get; init; }

    /// <summary>The node's memory after the warm checks, in bytes.</summary>
    public required long MemoryWarm { get; init; }

    /// <summary>How many different generations were asked about then.</summary>
    public required int ManyCount { get; init; }

    /// <summary>The node's memory after that, in bytes.</summary>
    public required long MemoryMany { get; init; }

    /// <summary>What the caches held then, as the node counts it, in bytes.</summary>
    public required double CachedMany { get; init; }

    /// <summary>A figure of this node's rounds as a share of the smallest world's.</summary>
    public Spread ToSmallest(Func<MeasuredRound, double> figure) =>
        Spread.Of(Warm.Zip(WarmOfSmallest, (one, smallest) => figure(one) / figure(smallest)));

    /// <summary>A figure of this node's rounds with questions all over the world, as a share of those about a few people.</summary>
    public Spread WideToNear(Func<MeasuredRound, double> figure) => Spread.Of(Wide.Zip(Warm, (wide, near) => figure(wide) / figure(near)));

    /// <summary>Answers a second as a share of the bare server's.</summary>
    public Spread ToBare => Spread.Of(Warm.Zip(Bare, static (one, bare) => one.PerSecond / bare.PerSecond));
}
