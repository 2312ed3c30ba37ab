using System.ComponentModel;
using Velro.Authorization.Entities;

namespace Velro.Authorization.Contexts;

/// <summary>The stored properties of one entity, as policies see them.</summary>
[ImmutableObject(true)]
public sealed record EntityContext(EntityRef Entity, PropertyBag Properties) : Context;
