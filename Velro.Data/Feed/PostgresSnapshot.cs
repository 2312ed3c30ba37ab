using System.Globalization;

namespace Velro.Data.Feed;

/// <summary>
/// What one snapshot of Postgres sees, as the set of ids of transactions that had ended when it was taken (<c>pg_snapshot</c>). Two
/// snapshots are equal when they see the same ids.
/// </summary>
public sealed class PostgresSnapshot : IEquatable<PostgresSnapshot>
{
    private readonly ulong[] _inProgress;

    private PostgresSnapshot(ulong oldest, ulong next, ulong[] inProgress)
    {
        Xmin = oldest;
        Xmax = next;
        _inProgress = inProgress;
    }

    /// <summary>Every id below it is seen.</summary>
    public ulong Xmin { get; }

    /// <summary>No id from here on is seen.</summary>
    public ulong Xmax { get; }

    /// <summary>The ids between the two that are not seen, ascending.</summary>
    public ReadOnlySpan<ulong> InProgress => _inProgress;

    /// <summary>Reads the text form <c>xmin:xmax:xip,…</c>.</summary>
    /// <exception cref="FormatException">The text is not a snapshot.</exception>
    public static PostgresSnapshot Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(':');
        if (parts.Length != 3 || !TryRead(parts[0], out var xmin) || !TryRead(parts[1], out var xmax) || xmin > xmax) throw NotASnapshot(text);

        var ids = parts[2].Length == 0 ? [] : parts[2].Split(',');
        var inProgress = new ulong[ids.Length];
        for (var i = 0; i < ids.Length; i++)
        {
            var isInOrder = TryRead(ids[i], out inProgress[i]) && inProgress[i] >= xmin && inProgress[i] < xmax;
            if (!isInOrder || (i > 0 && inProgress[i] <= inProgress[i - 1])) throw NotASnapshot(text);
        }

        return new PostgresSnapshot(xmin, xmax, inProgress);
    }

    /// <summary>Whether what the transaction <paramref name="xid"/> committed is seen.</summary>
    public bool Sees(ulong xid) => xid < Xmin || (xid < Xmax && Array.BinarySearch(_inProgress, xid) < 0);

    /// <summary>Whether this snapshot sees every id that <paramref name="other"/> sees.</summary>
    public bool IsAtLeast(PostgresSnapshot other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach (var xid in _inProgress)
        {
            if (other.Sees(xid)) return false;
        }

        // What lies beyond this snapshot must be in progress for the other one, each single id.
        if (other.Xmax <= Xmax) return true;
        var beyond = 0UL;
        foreach (var xid in other._inProgress)
        {
            if (xid >= Xmax) beyond++;
        }

        return beyond == other.Xmax - Xmax;
    }

    /// <summary>The snapshot that sees what this one sees, and <paramref name="xid"/>.</summary>
    public PostgresSnapshot With(ulong xid)
    {
        if (Sees(xid)) return this;
        if (xid < Xmax) return new PostgresSnapshot(Xmin, Xmax, Array.FindAll(_inProgress, id => id != xid));

        var inProgress = new List<ulong>(_inProgress);
        for (var id = Xmax; id < xid; id++) inProgress.Add(id);
        return new PostgresSnapshot(Xmin, xid + 1, [.. inProgress]);
    }

    /// <inheritdoc/>
    public bool Equals(PostgresSnapshot? other) => other is not null && IsAtLeast(other) && other.IsAtLeast(this);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PostgresSnapshot);

    /// <summary>Of the lowest id that is not seen: the one number that two equal snapshots have in common however they are written.</summary>
    public override int GetHashCode() => (_inProgress.Length > 0 ? _inProgress[0] : Xmax).GetHashCode();

    /// <summary>The text form that <see cref="Parse"/> reads.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Xmin}:{Xmax}:{string.Join(',', _inProgress)}");

    private static bool TryRead(string text, out ulong xid) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out xid);

    private static FormatException NotASnapshot(string text) =>
        new($"'{text}' is not a snapshot of Postgres: xmin:xmax:xip,… with ascending ids, xmin <= xip < xmax.");
}
