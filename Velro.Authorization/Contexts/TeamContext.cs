using System.ComponentModel;

namespace Velro.Authorization.Contexts;

/// <summary>A team's place in the tree, and whether it is suspended.</summary>
[ImmutableObject(true)]
public sealed record TeamContext(string Id, string? ParentId, bool IsSuspended) : Context;
