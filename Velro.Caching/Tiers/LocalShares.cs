using System.Collections.Immutable;
using Velro.Authorization.Contexts;

namespace Velro.Caching.Tiers;

/// <summary>
/// How the local cache (L1) is divided among the kinds of contexts. A share is no wall: while there is room, all of it is anybody's. When there is
/// none, what was kept of a kind beyond its share goes first. And it counts what each kind takes, and for how long entries were told to be kept.
/// </summary>
public sealed class LocalShares
{
    /// <summary>The least that a kind has: a hundredth.</summary>
    public const double Least = 0.01;

    /// <summary>The most that a kind has.</summary>
    public const double Most = 0.8;

    private readonly long[] _bytes = new long[Kinds.Length + 1];
    private ImmutableArray<double> _shares = [0.20, 0.10, 0.25, 0.30, 0.05, 0.03, 0.02, 0.05];
    private long _lifetimeTicks;
    private long _lifetimes;

    /// <summary>The kinds, in the order of <see cref="Shares"/>.</summary>
    public static ImmutableArray<ContextKind> Kinds { get; } =
    [
        ContextKind.User, ContextKind.Team, ContextKind.Project, ContextKind.Generation, ContextKind.Entity, ContextKind.ServiceKey,
        ContextKind.PolicySet, ContextKind.Session,
    ];

    /// <summary>What each kind has of the cache; together 1.</summary>
    /// <exception cref="ArgumentException">There are more or fewer than kinds, or they do not add up to 1.</exception>
    public ImmutableArray<double> Shares
    {
        get => _shares;
        set
        {
            if (value.Length != Kinds.Length || Math.Abs(value.Sum() - 1) > 1e-6) throw new ArgumentException("Shares are of each kind, and add up to 1.", nameof(value));
            _shares = value;
        }
    }

    /// <summary>The bytes that the cache may take.</summary>
    public long Limit { get; internal set; }

    /// <summary>The bytes that entries of a kind take.</summary>
    public long BytesOf(ContextKind kind) => Volatile.Read(ref _bytes[(int)kind]);

    /// <summary>How long the entries since the last call were told to be kept unasked, on average; null: there were none.</summary>
    public TimeSpan? TakeMeanLifetime()
    {
        var count = Interlocked.Exchange(ref _lifetimes, 0);
        var ticks = Interlocked.Exchange(ref _lifetimeTicks, 0);
        return count == 0 ? null : new TimeSpan(ticks / count);
    }

    internal void Add(ContextKind kind, long bytes) => Interlocked.Add(ref _bytes[(int)kind], bytes);

    internal void WillLive(TimeSpan idle)
    {
        Interlocked.Increment(ref _lifetimes);
        Interlocked.Add(ref _lifetimeTicks, idle.Ticks);
    }

    /// <summary>Whether an entry would be beyond the share of its kind.</summary>
    internal bool IsBeyond(ContextKind kind, long bytes) =>
        kind != default && BytesOf(kind) + bytes > _shares[(int)kind - 1] * Limit;
}
