using System.Collections.Immutable;
using Velro.Authorization.Contexts;

namespace Velro.Authorization.Decisions;

/// <summary>Layer 3: blocks and explicit denials, which win over every role (RIGHTS.md C2).</summary>
internal ref partial struct Evaluation<TSource>
{
    /// <summary>The owner of a project cannot be the target of a denial on it.</summary>
    private bool IsDenied(ProjectContext project) =>
        _user is not null && project.OwnerId != _user.Id && IsTarget(project.Grants, project.BlockedUserIds);

    /// <summary>A denial on the project holds on all its generations, the user's own too.</summary>
    private bool IsDenied(GenerationContext generation, ProjectContext? project)
    {
        if (_user is null) return false;
        if (project is not null && IsDenied(project)) return true;

        var owner = project?.OwnerId ?? generation.OwnerId;
        return owner != _user.Id && IsTarget(generation.Grants, generation.BlockedUserIds);
    }

    /// <summary>Whether the user is named, or is an effective member of a team that is named. A chain of teams without an end denies.</summary>
    private bool IsTarget(ImmutableArray<Grant> grants, ImmutableArray<string> blockedUserIds)
    {
        if (blockedUserIds.Contains(_user!.Id)) return true;

        var isTooDeep = false;
        foreach (ref readonly var grant in grants.AsSpan())
        {
            if (!grant.IsDenial || !grant.IsActive(_request.Now)) continue;
            if (grant.Grantee == GranteeKind.User ? grant.GranteeId == _user.Id : IsEffectiveMember(grant.GranteeId, ref isTooDeep)) return true;
        }

        _deniedByDepth |= isTooDeep;
        return isTooDeep;
    }
}
