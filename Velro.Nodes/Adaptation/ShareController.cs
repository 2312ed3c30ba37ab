using System.Collections.Immutable;

namespace Velro.Nodes.Adaptation;

/// <summary>What a kind makes of its part of the local cache, in the time since the last look.</summary>
/// <param name="Hits">Reads that were answered in the process.</param>
/// <param name="Bytes">What it takes of the cache now.</param>
public readonly record struct KindUse(double Hits, double Bytes);

/// <summary>
/// Divides a cache among kinds: now and then a little goes from the kind whose bytes are read least to the one whose bytes are read most, when the
/// difference is great and keeps being so. Shares always add up to 1, none falls below the least, and no look moves more than one step.
/// </summary>
/// <param name="least">The least share of a kind.</param>
/// <param name="step">What goes from one to another.</param>
/// <param name="ratio">How many times as useful the bytes of one must be as those of the other.</param>
/// <param name="patience">How many looks in a row must find the same two.</param>
public sealed class ShareController(double least, double step, double ratio, int patience)
{
    /// <summary>What the content must be of what the cache may take.</summary>
    private const double Full = 0.85;

    private (int From, int To) _found = (-1, -1);
    private int _times;
    private int _rest;

    /// <summary>The shares after a look.</summary>
    /// <param name="shares">Those before; they add up to 1.</param>
    /// <param name="uses">What each kind makes of its part. What takes no bytes asks for nothing.</param>
    /// <param name="capacity">The bytes that the cache may take. While it has room, shares do not matter, and nothing is moved.</param>
    public ImmutableArray<double> Next(ImmutableArray<double> shares, IReadOnlyList<KindUse> uses, double capacity)
    {
        ArgumentNullException.ThrowIfNull(uses);
        if (_rest > 0) _rest--;
        if (capacity <= 0 || uses.Sum(static use => use.Bytes) < Full * capacity || _rest > 0) return shares;

        var found = Find(shares, uses, capacity);
        _times = found == _found ? _times + 1 : 1;
        _found = found;
        if (found.From < 0 || _times < patience) return shares;

        (_times, _rest) = (0, patience);
        var moved = Math.Min(step, shares[found.From] - least);
        return shares.SetItem(found.From, shares[found.From] - moved).SetItem(found.To, shares[found.To] + moved);
    }

    /// <summary>
    /// The kind that gives: its bytes are read least, and it has something to give. And the one that takes: its bytes are read most, and it fills
    /// its part, so that more would be used.
    /// </summary>
    private (int From, int To) Find(ImmutableArray<double> shares, IReadOnlyList<KindUse> uses, double capacity)
    {
        var (from, to) = (-1, -1);
        for (var i = 0; i < shares.Length; i++)
        {
            if (uses[i].Bytes <= 0) continue;
            var isFilled = uses[i].Bytes >= 0.9 * shares[i] * capacity;
            if (isFilled && (to < 0 || ValueOf(uses[i]) > ValueOf(uses[to]))) to = i;
            if (shares[i] > least + 1e-9 && (from < 0 || ValueOf(uses[i]) < ValueOf(uses[from]))) from = i;
        }

        return from >= 0 && to >= 0 && from != to && ValueOf(uses[to]) > ratio * ValueOf(uses[from]) ? (from, to) : (-1, -1);
    }

    private static double ValueOf(KindUse use) => use.Hits / use.Bytes;
}
