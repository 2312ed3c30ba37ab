using Velro.Authorization.Contexts;
using Velro.Authorization.Explanations;
using Velro.Authorization.Roles;

namespace Velro.Authorization.Decisions;

/// <summary>Roles in nested teams: a role in a team holds in every team below it.</summary>
internal ref partial struct Evaluation<TSource, TTrace>
{
    /// <summary>The number of levels that teams nest to.</summary>
    private const int MaximumTeamLevels = 8;

    /// <summary>
    /// The role that the user has through a team: the highest of the memberships in it and above it. A suspended team on the way gives
    /// nothing, to it and to all below it (RIGHTS.md C1).
    /// </summary>
    private Role RoleThroughTeam(string teamId)
    {
        var role = Role.None;
        var walk = new TeamWalk(_user!, teamId);
        while (walk.Next(ref this) is { } team)
        {
            if (team.IsSuspended)
            {
                Note(ExplanationPath.Team, ContextKey.Team(team.Id), ExplanationResult.Suspended);
                return Role.None;
            }

            role = Highest(role, MembershipIn(team));
        }

        return walk.IsTooDeep ? Role.None : role;
    }

    /// <summary>The role of the user's own membership in one team.</summary>
    private Role MembershipIn(TeamContext team)
    {
        var role = _user!.DirectRoleIn(team.Id, _request.Now);
        Note(ExplanationPath.Team, ContextKey.Team(team.Id), role);
        return role;
    }

    /// <summary>
    /// The role on a team as a resource. When that team is suspended, its own members have none, but those of the teams above it keep
    /// theirs, so that somebody can reactivate it.
    /// </summary>
    private Role RoleOnTeam(string teamId)
    {
        if (_user is null) return Role.None;

        var role = Role.None;
        var walk = new TeamWalk(_user, teamId);
        while (walk.Next(ref this) is { } team)
        {
            if (team.IsSuspended) Note(ExplanationPath.Team, ContextKey.Team(team.Id), ExplanationResult.Suspended);
            if (team.IsSuspended && team.Id != teamId) return Role.None;
            if (!team.IsSuspended) role = Highest(role, MembershipIn(team));
        }

        return walk.IsTooDeep ? Role.None : role;
    }

    /// <summary>
    /// Whether the user is in a team or in one above it, suspended or not: a suspended team gives nothing, but what it denies stays
    /// denied. A chain that cannot be followed to its end is noted, since it denies too.
    /// </summary>
    private bool IsEffectiveMember(string teamId, ref bool isTooDeep)
    {
        var walk = new TeamWalk(_user!, teamId);
        while (walk.Next(ref this) is { } team)
        {
            if (MembershipIn(team) != Role.None) return true;
        }

        isTooDeep |= walk.IsTooDeep;
        return false;
    }

    /// <summary>Follows a team to its root; ends at once for a user who is in no team, and marks a chain that has too many levels.</summary>
    private struct TeamWalk(UserContext user, string teamId)
    {
        private string? _next = user.Memberships.IsEmpty ? null : teamId;
        private int _levels;

        public bool IsTooDeep { get; private set; }

        public TeamContext? Next(scoped ref Evaluation<TSource, TTrace> evaluation)
        {
            if (_next is null) return null;
            if (_levels++ == MaximumTeamLevels)
            {
                IsTooDeep = evaluation._hierarchyTooDeep = true;
                evaluation.Note(ExplanationPath.Team, ContextKey.Team(_next), ExplanationResult.TooDeep);
                return null;
            }

            var team = evaluation.Find<TeamContext>(ContextKey.Team(_next));
            if (team is null) evaluation.Note(ExplanationPath.Team, ContextKey.Team(_next), ExplanationResult.Absent);
            _next = team?.ParentId;
            return team;
        }
    }
}
