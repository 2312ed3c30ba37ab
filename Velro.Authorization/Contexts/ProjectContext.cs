using System.Collections.Immutable;
using System.ComponentModel;

namespace Velro.Authorization.Contexts;

/// <summary>The relationships of a project.</summary>
/// <param name="Id">The project.</param>
/// <param name="OwnerId">The user who owns it.</param>
/// <param name="Visibility">Never <see cref="Visibility.Inherit"/>.</param>
/// <param name="Grants">Roles and explicit denials, of users and teams.</param>
/// <param name="BlockedUserIds">Users who may nothing on the project and its generations (RIGHTS.md C2).</param>
[ImmutableObject(true)]
public sealed record ProjectContext(
    string Id,
    string OwnerId,
    Visibility Visibility,
    ImmutableArray<Grant> Grants,
    ImmutableArray<string> BlockedUserIds) : Context;
