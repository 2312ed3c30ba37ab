using System.Collections.Immutable;
using System.ComponentModel;

namespace Velro.Authorization.Contexts;

/// <summary>What a generation takes from its parent generation.</summary>
public enum Inheritance : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Whoever has a role on the parent is a viewer here.</summary>
    Read = 1,

    /// <summary>Whoever has a role on the parent has it here, as editor at most.</summary>
    Role = 2,
}

/// <summary>The relationships of a generation.</summary>
/// <param name="Id">The generation.</param>
/// <param name="OwnerId">The user who owns it.</param>
/// <param name="ProjectId">The project it is in; null: none.</param>
/// <param name="ParentId">The generation it derives from; null: none.</param>
/// <param name="Inheritance">What it takes from the parent.</param>
/// <param name="Visibility">Who may see it without a role.</param>
/// <param name="IsLocked">Whether it is locked (RIGHTS.md C3).</param>
/// <param name="Grants">Roles and explicit denials, of users and teams.</param>
/// <param name="BlockedUserIds">Users who may nothing on it (RIGHTS.md B7).</param>
[ImmutableObject(true)]
public sealed record GenerationContext(
    string Id,
    string OwnerId,
    string? ProjectId,
    string? ParentId,
    Inheritance Inheritance,
    Visibility Visibility,
    bool IsLocked,
    ImmutableArray<Grant> Grants,
    ImmutableArray<string> BlockedUserIds) : Context;
