using System.Collections.Immutable;
using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;
using Velro.Authorization.Explanations;
using Velro.Authorization.Roles;

namespace Velro.Authorization.Decisions;

/// <summary>Layer 4: the role that each path gives (DESIGN.md section 3, paths 1 to 6; path 7 is emergency access).</summary>
internal ref partial struct Evaluation<TSource, TTrace>
{
    /// <summary>The longest chain of parent generations that is followed.</summary>
    private const int MaximumAncestors = 10;

    /// <summary>The role on a project by ownership and grants. Visibility is apart: its roles never travel (RIGHTS.md B1).</summary>
    private Role RoleOn(ProjectContext project)
    {
        if (_user is null) return Role.None;
        var thing = ContextKey.Project(project.Id);
        return IsOwner(thing, project.OwnerId) ? Role.Owner : RoleByGrants(thing, project.Grants);
    }

    /// <summary>The role on a generation by ownership, its project, grants and lineage.</summary>
    private Role RoleOn(GenerationContext generation, ProjectContext? project, int ancestors)
    {
        if (_user is null) return Role.None;
        var thing = ContextKey.Generation(generation.Id);
        if (IsOwner(thing, generation.OwnerId)) return Role.Owner;

        var role = project is null ? Role.None : RoleByProject(project);
        if (role < Role.Owner) role = Highest(role, RoleByGrants(thing, generation.Grants));
        return Highest(role, RoleByLineage(generation, role, ancestors));
    }

    private bool IsOwner(in ContextKey thing, string ownerId)
    {
        var isOwner = ownerId == _user!.Id;
        Note(ExplanationPath.Ownership, thing, isOwner ? Role.Owner : Role.None);
        return isOwner;
    }

    /// <summary>
    /// A role on a project holds on its generations. It is remembered, since parents are mostly in the project of their children.
    /// </summary>
    private Role RoleByProject(ProjectContext project)
    {
        var step = Begin(ExplanationPath.Project, ContextKey.Project(project.Id));
        if (TTrace.IsOn || !ReferenceEquals(project, _projectWithRole))
            (_projectWithRole, _roleOnProject) = (project, RoleOn(project));
        End(step, _roleOnProject);
        return _roleOnProject;
    }

    private Role RoleByGrants(in ContextKey thing, ImmutableArray<Grant> grants)
    {
        var role = Role.None;
        foreach (ref readonly var grant in grants.AsSpan())
        {
            if (grant.Role <= role) continue;
            if (grant.Grantee == GranteeKind.User && grant.GranteeId != _user!.Id) continue;
            role = Highest(role, RoleByGrant(thing, grant));
        }

        return role;
    }

    /// <summary>What a grant gives the user: its role, and through a team the lower of that and the user's role in the team.</summary>
    private Role RoleByGrant(in ContextKey thing, in Grant grant)
    {
        var step = Begin(ExplanationPath.Grant, thing, GranteeOf(grant));
        if (!grant.IsActive(_request.Now))
        {
            End(step, ExplanationResult.Expired);
            return Role.None;
        }

        var role = grant.Grantee == GranteeKind.User ? grant.Role : Lower(grant.Role, RoleThroughTeam(grant.GranteeId));
        End(step, role);
        return role;
    }

    private static EntityRef GranteeOf(in Grant grant) =>
        new(grant.Grantee == GranteeKind.User ? EntityTypes.User : EntityTypes.Team, grant.GranteeId);

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

        var step = Begin(ExplanationPath.Lineage, ContextKey.Generation(parentId));
        var result = TakeFromParent(parentId, cap, ancestors, out var role);
        End(step, result, role);
        return role;
    }

    private ExplanationResult TakeFromParent(string parentId, Role cap, int ancestors, out Role role)
    {
        role = Role.None;
        if (ancestors == MaximumAncestors)
        {
            _hierarchyTooDeep = true;
            return ExplanationResult.TooDeep;
        }

        if (Find<GenerationContext>(ContextKey.Generation(parentId)) is not { } parent) return ExplanationResult.Absent;

        // Who is denied on the parent has no role there to pass on but an emergency's; the denial itself does not follow (RIGHTS.md C2).
        var project = ProjectOf(parent);
        var denial = DenialOn(parent, project);
        var byOtherPaths = denial == Denial.None ? RoleOn(parent, project, ancestors + 1) : Role.None;
        var onParent = WithEmergency(byOtherPaths, denial, EmergencyRoleOn(parent));
        role = Lower(cap, onParent);
        return role == Role.None ? ExplanationResult.Nothing : ExplanationResult.Role;
    }

    /// <summary>Visibility that is inherited is the project's, and private without one (RIGHTS.md B1).</summary>
    private Role RoleByVisibility(GenerationContext generation, ProjectContext? project)
    {
        if (generation.Visibility != Visibility.Inherit)
            return RoleByVisibility(ContextKey.Generation(generation.Id), generation.Visibility, project);
        return project is null ? Role.None : RoleByVisibility(ContextKey.Project(project.Id), project.Visibility, project);
    }

    private Role RoleByVisibility(in ContextKey source, Visibility visibility, ProjectContext? project)
    {
        var step = Begin(ExplanationPath.Visibility, source);
        var role = visibility switch
        {
            Visibility.Public => Role.Viewer,
            Visibility.Team when project is not null && IsMemberOfTeamsOf(project) => Role.Viewer,
            _ => Role.None,
        };
        End(step, role);
        return role;
    }

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
