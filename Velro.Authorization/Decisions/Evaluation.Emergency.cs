using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;
using Velro.Authorization.Explanations;
using Velro.Authorization.Roles;

namespace Velro.Authorization.Decisions;

/// <summary>
/// Emergency access (RIGHTS.md C4): path 7 to a role, and the only one that blocks and explicit denials do not stop. It lifts them for its
/// own role alone: what else the denied user would have stays denied.
/// </summary>
internal ref partial struct Evaluation<TSource, TTrace>
{
    /// <summary>What the other paths give, or emergency access where it gives more or a denial holds.</summary>
    private static Role WithEmergency(Role role, Denial denial, Role emergency) =>
        denial == Denial.None ? Highest(role, emergency) : emergency;

    private Role EmergencyRoleOn(ProjectContext project) => EmergencyRole(EmergencyTarget.Project, project.Id);

    /// <summary>A role on a project holds on its generations, this one too.</summary>
    private Role EmergencyRoleOn(GenerationContext generation)
    {
        if (_user is null || _user.EmergencyAccesses.IsEmpty) return Role.None;

        var role = EmergencyRole(EmergencyTarget.Generation, generation.Id);
        return generation.ProjectId is { } projectId ? Highest(role, EmergencyRole(EmergencyTarget.Project, projectId)) : role;
    }

    private Role EmergencyRole(EmergencyTarget target, string id)
    {
        var role = Role.None;
        if (_user is null) return role;
        foreach (ref readonly var access in _user.EmergencyAccesses.AsSpan())
        {
            if (access.Target != target || access.TargetId != id) continue;

            var isActive = access.IsActive(_request.Now);
            if (isActive) role = Highest(role, access.Role);
            NoteEmergency(access, isActive);
        }

        return role;
    }

    private void NoteEmergency(in EmergencyAccess access, bool isActive)
    {
        if (!TTrace.IsOn) return;
        var type = access.Target == EmergencyTarget.Project ? EntityTypes.Project : EntityTypes.Generation;
        var step = Begin(ExplanationPath.EmergencyAccess, ContextKey.User(_user!.Id), new EntityRef(type, access.TargetId));
        End(step, isActive ? ExplanationResult.Role : ExplanationResult.Expired, isActive ? access.Role : Role.None);
    }
}
