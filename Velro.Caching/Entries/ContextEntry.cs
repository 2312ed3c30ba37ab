using System.ComponentModel;
using Velro.Authorization.Contexts;
using Velro.Caching.Clock;
using Velro.Data.Contexts;
using Velro.Data.Feed;

namespace Velro.Caching.Entries;

/// <summary>
/// A context as it is cached: with the stamp that its own load saw. It may be used only while the clock says exactly that stamp
/// (DESIGN.md section 4, rule 1). A null content says that no such entity exists, which is as good to know as any other fact.
/// </summary>
[ImmutableObject(true)]
public sealed class ContextEntry(ContextKey key, Stamp stamp, Context? content)
{
    private const int OftenUsed = 3;

    /// <summary>Only a hint, so that nobody locks for it; once it is high enough nobody writes it either.</summary>
    private int _uses;

    /// <summary>Whose content it is.</summary>
    public ContextKey Key { get; } = key;

    /// <summary>The hash of the key's identity that tells its slot.</summary>
    public ulong SlotHash { get; } = ContextIdentity.SlotHashOf(key);

    /// <summary>The slot of the key's stamp.</summary>
    public int Slot => Slots.Of(SlotHash);

    /// <summary>The stamp that the load saw.</summary>
    public Stamp Stamp { get; } = stamp;

    /// <summary>The content; null: there is no such entity.</summary>
    public Context? Content { get; } = content;

    /// <summary>The memory that it takes, in bytes.</summary>
    internal long Weight { get; } = EntryWeight.Of(content);

    /// <summary>Whether evaluations have used it again and again.</summary>
    internal bool IsUsedOften => _uses >= OftenUsed;

    /// <summary>Whether evaluations have used it after the one that it was had for.</summary>
    internal bool WasUsedAgain => _uses > 1;

    internal void WasUsed()
    {
        if (_uses < OftenUsed) _uses++;
    }
}
