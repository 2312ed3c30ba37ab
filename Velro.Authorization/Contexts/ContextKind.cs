namespace Velro.Authorization.Contexts;

/// <summary>What kind of facts a context holds. The numbers are part of the cache format: never reuse one.</summary>
public enum ContextKind : byte
{
    /// <summary><see cref="UserContext"/>.</summary>
    User = 1,

    /// <summary><see cref="TeamContext"/>.</summary>
    Team = 2,

    /// <summary><see cref="ProjectContext"/>.</summary>
    Project = 3,

    /// <summary><see cref="GenerationContext"/>.</summary>
    Generation = 4,

    /// <summary><see cref="EntityContext"/>: the properties of one entity, core types included.</summary>
    Entity = 5,

    /// <summary><see cref="ServiceKeyContext"/>.</summary>
    ServiceKey = 6,

    /// <summary><see cref="PolicySetContext"/>: there is one.</summary>
    PolicySet = 7,

    /// <summary><see cref="SessionContext"/>.</summary>
    Session = 8,
}
