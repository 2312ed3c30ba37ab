using System.ComponentModel;

namespace Velro.Authorization.Contexts;

/// <summary>
/// Everything about one entity that decisions need, as one committed state of the database had it. Contexts are what Velro caches:
/// immutable, shared between requests, never copied.
/// </summary>
[ImmutableObject(true)]
public abstract record Context;
