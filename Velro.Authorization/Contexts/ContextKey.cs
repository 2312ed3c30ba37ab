using Velro.Authorization.Entities;

namespace Velro.Authorization.Contexts;

/// <summary>The identity of one context: (kind, type, id). Only <see cref="ContextKind.Entity"/> needs the type; the others leave it empty.</summary>
public readonly record struct ContextKey(ContextKind Kind, string Type, string Id)
{
    /// <summary>The one policy set.</summary>
    public static readonly ContextKey PolicySet = new(ContextKind.PolicySet, "", "");

    /// <summary>The account and memberships of a user.</summary>
    public static ContextKey User(string id) => new(ContextKind.User, "", id);

    /// <summary>The place and state of a team.</summary>
    public static ContextKey Team(string id) => new(ContextKind.Team, "", id);

    /// <summary>The relationships of a project.</summary>
    public static ContextKey Project(string id) => new(ContextKind.Project, "", id);

    /// <summary>The relationships of a generation.</summary>
    public static ContextKey Generation(string id) => new(ContextKind.Generation, "", id);

    /// <summary>The stored properties of an entity.</summary>
    public static ContextKey Entity(EntityRef entity) => new(ContextKind.Entity, entity.Type, entity.Id);

    /// <summary>A service key, by the public part of its text.</summary>
    public static ContextKey ServiceKey(string id) => new(ContextKind.ServiceKey, "", id);

    /// <summary>A sign-in.</summary>
    public static ContextKey Session(string id) => new(ContextKind.Session, "", id);

    /// <inheritdoc/>
    public override string ToString() => Type.Length == 0 ? $"{Kind}({Id})" : $"{Kind}({Type}:{Id})";
}
