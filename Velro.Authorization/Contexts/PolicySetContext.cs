using System.ComponentModel;
using Velro.Authorization.Policies;

namespace Velro.Authorization.Contexts;

/// <summary>All stored policies, compiled once.</summary>
[ImmutableObject(true)]
public sealed record PolicySetContext(PolicySet Policies) : Context;
