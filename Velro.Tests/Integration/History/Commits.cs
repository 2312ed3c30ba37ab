using Velro.Caching.Clock;

namespace Velro.Tests.Integration.History;

/// <summary>What writers and readers were told lately: states that somebody can ask to be included.</summary>
internal sealed class Commits
{
    private const int Kept = 32;

    private readonly Revision?[] _revisions = new Revision?[Kept];
    private readonly Revision?[] _written = new Revision?[Kept];
    private int _count;
    private int _writtenCount;

    /// <summary>How many transactions were committed.</summary>
    public int Count => Volatile.Read(ref _writtenCount);

    /// <summary>The states of writes that were answered lately.</summary>
    public Revision[] Written => [.. _written.OfType<Revision>()];

    public void Add(Revision revision, bool isWritten = false)
    {
        Volatile.Write(ref _revisions[(uint)Interlocked.Increment(ref _count) % Kept], revision);
        if (isWritten) Volatile.Write(ref _written[(uint)Interlocked.Increment(ref _writtenCount) % Kept], revision);
    }

    /// <summary>One of the last of them; null: there is none yet.</summary>
    public Revision? Any(Random random) => Volatile.Read(ref _revisions[random.Next(Kept)]);

    /// <summary>Forgets what a server is about to lose, or has.</summary>
    public void Clear()
    {
        Array.Clear(_revisions);
        Array.Clear(_written);
    }
}
