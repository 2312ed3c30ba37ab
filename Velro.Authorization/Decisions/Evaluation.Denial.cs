using System.Collections.Immutable;
using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;
using Velro.Authorization.Explanations;

namespace Velro.Authorization.Decisions;

/// <summary>Whether a block or an explicit denial holds.</summary>
internal enum Denial : byte
{
    /// <summary>None does.</summary>
    None,

    /// <summary>The user is named, or is a member of a team that is.</summary>
    Named,

    /// <summary>A team is named whose chain has no end, so that nobody knows who is above it; that denies too.</summary>
    TooDeep,
}

/// <summary>Layer 3: blocks and explicit denials, which win over every role (RIGHTS.md C2).</summary>
internal ref partial struct Evaluation<TSource, TTrace>
{
    /// <summary>The owner of a project cannot be the target of a denial on it.</summary>
    private Denial DenialOn(ProjectContext project) => _user is null || project.OwnerId == _user.Id
        ? Denial.None
        : DenialBy(ContextKey.Project(project.Id), project.Grants, project.BlockedUserIds);

    /// <summary>The denial on a generation's project, remembered as its role is.</summary>
    private Denial DenialByProject(ProjectContext project)
    {
        if (TTrace.IsOn || !ReferenceEquals(project, _projectWithDenial))
            (_projectWithDenial, _denialOnProject) = (project, DenialOn(project));
        return _denialOnProject;
    }

    /// <summary>A denial on the project holds on all its generations, the user's own too.</summary>
    private Denial DenialOn(GenerationContext generation, ProjectContext? project)
    {
        if (_user is null) return Denial.None;
        if (project is not null && DenialByProject(project) is not Denial.None and var ofProject) return ofProject;

        var owner = project?.OwnerId ?? generation.OwnerId;
        return owner == _user.Id
            ? Denial.None
            : DenialBy(ContextKey.Generation(generation.Id), generation.Grants, generation.BlockedUserIds);
    }

    private Denial DenialBy(in ContextKey thing, ImmutableArray<Grant> grants, ImmutableArray<string> blockedUserIds)
    {
        if (blockedUserIds.Contains(_user!.Id))
        {
            Note(ExplanationPath.Block, thing, ExplanationResult.Denies, names: _request.Subject);
            return Denial.Named;
        }

        var isTooDeep = false;
        foreach (ref readonly var grant in grants.AsSpan())
        {
            if (!grant.IsDenial || !grant.IsActive(_request.Now)) continue;
            if (IsNamedBy(thing, grant, ref isTooDeep)) return Denial.Named;
        }

        return isTooDeep ? Denial.TooDeep : Denial.None;
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
