namespace Velro.LoadTest.World;

/// <summary>
/// What a run shares of one project with one guest or team, now. One action at a time holds it, and no other writes meanwhile, so that what
/// it has just written, and nothing else, is what counts.
/// </summary>
internal sealed class SharingSlot
{
    private int _held;

    /// <summary>The role that was granted last; null: unknown, as before the first answer.</summary>
    public Role? Granted { get; set; }

    public bool TryHold() => Interlocked.CompareExchange(ref _held, 1, 0) == 0;

    /// <summary>
    /// Lets others have it. It is kept for ever where it is not known what became of a write: it could still come to pass, after a later one.
    /// </summary>
    public void Release() => Volatile.Write(ref _held, 0);

    /// <summary>What is granted next: viewer, editor, nothing, viewer, …</summary>
    public Role Next() => Granted switch
    {
        Role.Viewer => Role.Editor,
        Role.Editor => Role.None,
        _ => Role.Viewer,
    };
}
