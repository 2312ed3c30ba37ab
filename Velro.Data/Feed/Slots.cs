namespace Velro.Data.Feed;

/// <summary>
/// The slots that changes are counted by. Their number and the hash that they are taken from are part of what the database stores
/// (<c>revision_clock</c>): a release with others would count the same change in another slot.
/// </summary>
public static class Slots
{
    /// <summary>The number of slots. One that is shared by two entities costs an extra load, never a wrong answer.</summary>
    public const int Count = 1 << 20;

    /// <summary>The version of the hash (<see cref="Contexts.ContextIdentity"/>).</summary>
    public const short HashVersion = 1;

    /// <summary>The slot of an identity whose hash is <paramref name="slotHash"/>.</summary>
    public static int Of(ulong slotHash) => (int)(slotHash & (Count - 1));
}
