using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Velro.Data.Feed;

namespace Velro.Caching.Clock;

/// <summary>One committed state of the database.</summary>
/// <param name="Lineage">Stands for the run of the server that the snapshot's transaction ids are of; revisions of two runs cannot be compared.</param>
/// <param name="Snapshot">The transactions whose changes the state has.</param>
public sealed record Revision(ulong Lineage, PostgresSnapshot Snapshot)
{
    /// <summary>What a write left behind, of which this is the state; null: it is not a write's, or the write told no change.</summary>
    public WriteTrace? Trace { get; init; }

    /// <summary>The state that <paramref name="snapshot"/> shows, on the run of the server that is named.</summary>
    public static Revision Of(ServerIncarnation incarnation, PostgresSnapshot snapshot) => new(LineageOf(incarnation), snapshot);

    /// <summary>A hash, so that what callers hold tells nothing about the server.</summary>
    private static ulong LineageOf(ServerIncarnation incarnation) =>
        BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(incarnation.ToString())));

    /// <summary>Whether this state has everything that <paramref name="other"/> has.</summary>
    public bool IsAtLeast(Revision other) => Lineage == other.Lineage && Snapshot.IsAtLeast(other.Snapshot);
}
