namespace Velro.Data.Feed;

/// <summary>One change of one entity, as the change feed tells it.</summary>
/// <param name="Xid">The transaction that made it: the change is there for a snapshot that sees this id.</param>
/// <param name="Nonce">64 random bits, drawn when the change was written.</param>
/// <param name="SlotHash">The first 64 bits of the hash of the entity's identity (<see cref="Contexts.ContextIdentity"/>).</param>
public readonly record struct Change(ulong Xid, ulong Nonce, ulong SlotHash);
