using System.Runtime.InteropServices;
using Velro.Authorization.Contexts;
using Velro.Caching.Entries;

namespace Velro.Caching.Tiers;

/// <summary>
/// The memo before the local cache (L0): one entry for each of 2^16 hashes, replaced by whoever comes last. It needs no lock, no text of
/// a key and no time to live, since an entry is valid exactly while the clock says its stamp; the asker compares.
/// </summary>
internal sealed class ContextMemo
{
    private const int Size = 1 << 16;

    /// <summary>Contexts with more elements than this stay out, so that the memo's memory is bounded.</summary>
    private const int MaximumElements = 256;

    /// <summary>What an element is taken to weigh, for contexts that are text.</summary>
    private const int BytesPerElement = 64;

    private readonly ContextEntry?[] _entries = new ContextEntry?[Size];

    /// <summary>The entry of <paramref name="key"/>; null when there is none, or another with the same hash.</summary>
    public ContextEntry? Find(in ContextKey key) =>
        Volatile.Read(ref _entries[IndexOf(key)]) is { } entry && entry.Key == key ? entry : null;

    /// <summary>Keeps an entry.</summary>
    public void Keep(ContextEntry entry)
    {
        if (ElementsOf(entry.Content) <= MaximumElements) Volatile.Write(ref _entries[IndexOf(entry.Key)], entry);
    }

    private static int IndexOf(in ContextKey key) => key.GetHashCode() & (Size - 1);

    private static int ElementsOf(Context? content) => content switch
    {
        UserContext user => user.Memberships.Length + user.EmergencyAccesses.Length,
        ProjectContext project => project.Grants.Length + project.BlockedUserIds.Length,
        GenerationContext generation => generation.Grants.Length + generation.BlockedUserIds.Length,
        EntityContext entity => JsonMarshal.GetRawUtf8Value(entity.Properties.Json).Length / BytesPerElement,
        _ => 0,
    };
}
