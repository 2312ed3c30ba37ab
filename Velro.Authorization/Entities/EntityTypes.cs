namespace Velro.Authorization.Entities;

/// <summary>The entity types whose relationships Velro stores itself; every other type is attribute-only and decided by policies alone.</summary>
public static class EntityTypes
{
    /// <summary>A person.</summary>
    public const string User = "user";

    /// <summary>A group of users; teams nest.</summary>
    public const string Team = "team";

    /// <summary>A container of generations.</summary>
    public const string Project = "project";

    /// <summary>An image, video or audio made by a model.</summary>
    public const string Generation = "generation";

    /// <summary>The type of the one subject that has not signed in (RIGHTS.md D4).</summary>
    public const string Anonymous = "anonymous";

    /// <summary>Whether <paramref name="type"/> is one of the four core types.</summary>
    public static bool IsCore(string type) => type is User or Team or Project or Generation;
}
