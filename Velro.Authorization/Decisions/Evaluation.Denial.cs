using System.Collections.Immutable;
using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;
using Velro.Authorization.Explanations;

namespace Velro.Authorization.Decisions;

/// <summary>Layer 3: blocks and explicit denials, which win over every role (RIGHTS.md C2).</summary>
internal ref partial struct Evaluation<TSource, TTrace>
{
    /// <summary>The owner of a project cannot be the target of a denial on it.</summary>
    private bool IsDenied(ProjectContext project) =>
        _user is not null && project.OwnerId != _user.Id && IsTarget(ContextKey.Project(project.Id), project.Grants, project.BlockedUserIds);

    /// <summary>A denial on the project holds on all its generations, the user's own too.</summary>
    private bool IsDenied(GenerationContext generation, ProjectContext? project)
    {
        if (_user is null) return false;
        if (project is not null && IsDenied(project)) return true;

        var owner = project?.OwnerId ?? generation.OwnerId;
        return owner != _user.Id && IsTarget(ContextKey.Generation(generation.Id), generation.Grants, generation.BlockedUserIds);
    }

    /// <summary>Whether the user is named, or is an effective member of a team that is named. A chain of teams without an end denies.</summary>
    private bool IsTarget(in ContextKey thing, ImmutableArray<Grant> grants, ImmutableArray<string> blockedUserIds)
    {
        if (blockedUserIds.Contains(_user!.Id))
        {
            Note(ExplanationPath.Block, thing, ExplanationResult.Denies, names: _request.Subject);
            return true;
        }

        var isTooDeep = false;
        foreach (ref readonly var grant in grants.AsSpan())
        {
            if (!grant.IsDenial || !grant.IsActive(_request.Now)) continue;
            if (IsNamedBy(thing, grant, ref isTooDeep)) return true;
        }

        _deniedByDepth |= isTooDeep;
        return isTooDeep;
    }

    private bool IsNamedBy(in ContextKey thing, in Grant denial, ref bool isTooDeep)
    {
        if (denial.Grantee == GranteeKind.User)
        {
            if (denial.GranteeId != _user!.Id) return false;
            Note(ExplanationPath.Denial, thing, ExplanationResult.Denies, names: _request.Subject);
            return true;
        }

        var step = Begin(ExplanationPath.Denial, thing, new EntityRef(EntityTypes.Team, denial.GranteeId));
        var isTooDeepHere = false;
        var isNamed = IsEffectiveMember(denial.GranteeId, ref isTooDeepHere);
        isTooDeep |= isTooDeepHere;
        End(step, isNamed ? ExplanationResult.Denies : isTooDeepHere ? ExplanationResult.TooDeep : ExplanationResult.Nothing);
        return isNamed;
    }
}
