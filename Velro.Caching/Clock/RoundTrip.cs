namespace Velro.Caching.Clock;

/// <summary>When the database was asked, and when it had answered.</summary>
public readonly record struct RoundTrip(Moment Asked, Moment Answered)
{
    /// <summary>What takes longer does not tell the time well enough to learn the database's clock from it.</summary>
    internal static readonly TimeSpan LongestTelling = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How far the database's clock is ahead of this machine's, when it said <paramref name="databaseTime"/> somewhere in between; wrong by
    /// half of the time that this took at most. Null: it took too long.
    /// </summary>
    public TimeSpan? OffsetOf(DateTimeOffset databaseTime)
    {
        var length = Answered.Utc - Asked.Utc;
        return length >= TimeSpan.Zero && length <= LongestTelling ? databaseTime - (Asked.Utc + length / 2) : null;
    }
}
