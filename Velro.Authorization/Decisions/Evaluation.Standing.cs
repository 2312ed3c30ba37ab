using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;
using Velro.Authorization.Explanations;
using Velro.Authorization.Roles;

namespace Velro.Authorization.Decisions;

/// <summary>What the subject is on the resource, by everything that is stored.</summary>
/// <param name="Role">The highest role that any path gives; a resource that does not exist gives none.</param>
/// <param name="Denial">The block or explicit denial that holds and that no emergency access lifts.</param>
/// <param name="IsLocked">Whether the resource is a locked generation.</param>
internal readonly record struct Standing(Role Role, Denial Denial, bool IsLocked);

internal ref partial struct Evaluation<TSource, TTrace>
{
    private Standing StandingOn(EntityRef resource) => resource.Type switch
    {
        EntityTypes.Generation => StandingOnGeneration(resource.Id),
        EntityTypes.Project => StandingOnProject(resource.Id),
        EntityTypes.Team => StandingOnTeam(resource.Id),
        _ => StandingOnUser(resource.Id),
    };

    private Standing StandingOnGeneration(string id)
    {
        if (Find<GenerationContext>(ContextKey.Generation(id)) is not { } generation) return Nowhere(ContextKey.Generation(id));

        var project = ProjectOf(generation);
        var role = RoleOn(generation, project, ancestors: 0);
        if (role == Role.None) role = RoleByVisibility(generation, project);
        return Settle(role, DenialOn(generation, project), EmergencyRoleOn(generation), generation.IsLocked);
    }

    private Standing StandingOnProject(string id)
    {
        if (Find<ProjectContext>(ContextKey.Project(id)) is not { } project) return Nowhere(ContextKey.Project(id));

        var role = RoleOn(project);
        if (role == Role.None) role = RoleByVisibility(ContextKey.Project(id), project.Visibility, project);
        return Settle(role, DenialOn(project), EmergencyRoleOn(project), isLocked: false);
    }

    private static Standing Settle(Role role, Denial denial, Role emergency, bool isLocked) =>
        new(WithEmergency(role, denial, emergency), emergency == Role.None ? denial : Denial.None, isLocked);

    private Standing StandingOnTeam(string id) => new(RoleOnTeam(id), Denial.None, IsLocked: false);

    /// <summary>A user may see and change itself; users have no other relationships between them.</summary>
    private Standing StandingOnUser(string id)
    {
        var role = _user is not null && _user.Id == id ? Role.Editor : Role.None;
        Note(ExplanationPath.Self, ContextKey.User(id), role);
        return new Standing(role, Denial.None, IsLocked: false);
    }

    /// <summary>What does not exist gives no role.</summary>
    private Standing Nowhere(in ContextKey thing)
    {
        Note(ExplanationPath.Resource, thing, ExplanationResult.Absent);
        return default;
    }

    private ProjectContext? ProjectOf(GenerationContext generation) =>
        generation.ProjectId is { } projectId ? Find<ProjectContext>(ContextKey.Project(projectId)) : null;

    private static Role Highest(Role a, Role b) => a > b ? a : b;

    private static Role Lower(Role a, Role b) => a < b ? a : b;
}
