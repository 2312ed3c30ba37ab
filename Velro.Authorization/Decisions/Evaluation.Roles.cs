using System.Collections.Immutable;
using Velro.Authorization.Contexts;
using Velro.Authorization.Roles;

namespace Velro.Authorization.Decisions;

/// <summary>Layer 4: the role that each path gives (DESIGN.md section 3, paths 1 to 6).</summary>
internal ref partial struct Evaluation<TSource>
{
    /// <summary>The longest chain of parent generations that is followed.</summary>
    private const int MaximumAncestors = 10;

    /// <summary>The role on a project by ownership and grants. Visibility is apart: its roles never travel (RIGHTS.md B1).</summary>
    private Role RoleOn(ProjectContext project)
    {
        if (_user is null) return Role.None;
        return project.OwnerId == _user.Id ? Role.Owner : RoleByGrants(project.Grants);
    }

    /// <summary>The role on a generation by ownership, its project, grants and lineage.</summary>
    private Role RoleOn(GenerationContext generation, ProjectContext? project, int ancestors)
    {
        if (_user is null) return Role.None;
        if (generation.OwnerId == _user.Id) return Role.Owner;

        var role = project is null ? Role.None : RoleOn(project);
        if (role < Role.Owner) role = Highest(role, RoleByGrants(generation.Grants));
        return Highest(role, RoleByLineage(generation, role, ancestors));
    }

    private Role RoleByGrants(ImmutableArray<Grant> grants)
    {
        var role = Role.None;
        foreach (ref readonly var grant in grants.AsSpan())
        {
            if (grant.Role <= role || !grant.IsActive(_request.Now)) continue;

            var given = grant.Grantee == GranteeKind.User
                ? grant.GranteeId == _user!.Id ? grant.Role : Role.None
                : Lower(grant.Role, RoleThroughTeam(grant.GranteeId));
            role = Highest(role, given);
        }

        return role;
    }

    /// <summary>What the generation takes from its parent; nothing when that could not exceed <paramref name="known"/>.</summary>
    private Role RoleByLineage(GenerationContext generation, Role known, int ancestors)
    {
        var cap = generation.Inheritance switch
        {
            Inheritance.Read => Role.Viewer,
            Inheritance.Role => Role.Editor,
            _ => Role.None,
        };
        if (known >= cap || generation.ParentId is not { } parentId) return Role.None;
        if (ancestors == MaximumAncestors)
        {
            _hierarchyTooDeep = true;
            return Role.None;
        }

        if (Find<GenerationContext>(ContextKey.Generation(parentId)) is not { } parent) return Role.None;

        // Who is denied on the parent has no role there to pass on; the denial itself does not follow (RIGHTS.md C2).
        var project = ProjectOf(parent);
        return IsDenied(parent, project) ? Role.None : Lower(cap, RoleOn(parent, project, ancestors + 1));
    }

    private static Visibility EffectiveVisibility(GenerationContext generation, ProjectContext? project) =>
        generation.Visibility == Visibility.Inherit ? project?.Visibility ?? Visibility.Private : generation.Visibility;

    private Role RoleByVisibility(Visibility visibility, ProjectContext? project) => visibility switch
    {
        Visibility.Public => Role.Viewer,
        Visibility.Team when project is not null && IsMemberOfTeamsOf(project) => Role.Viewer,
        _ => Role.None,
    };

    /// <summary>"The project's teams" are those with a grant other than <c>none</c> (RIGHTS.md B4).</summary>
    private bool IsMemberOfTeamsOf(ProjectContext project)
    {
        if (_user is null) return false;
        foreach (ref readonly var grant in project.Grants.AsSpan())
        {
            if (grant.Grantee == GranteeKind.Team && !grant.IsDenial && grant.IsActive(_request.Now) &&
                RoleThroughTeam(grant.GranteeId) != Role.None) return true;
        }

        return false;
    }
}
