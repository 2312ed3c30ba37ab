namespace Velro.Tests.Reference;

/// <summary>The paths to a role.</summary>
internal sealed partial class ReferenceEvaluator
{
    private const int Viewer = 1;
    private const int Contributor = 2;
    private const int Editor = 3;
    private const int Admin = 4;
    private const int Owner = 5;

    private static readonly string[] RoleNames = ["none", "viewer", "contributor", "editor", "admin", "owner"];

    /// <summary>Whose rights, and when. A subject that is no user has no relationships.</summary>
    private sealed record Viewpoint(string? User, int Now)
    {
        public bool Counts(int? endsAt) => endsAt is null || Now < endsAt;
    }

    private static int Rank(string role) => Array.IndexOf(RoleNames, role);

    private ProjectRow? Project(string? id) => rows.Projects.SingleOrDefault(row => row.Id == id);

    private GenerationRow? Generation(string? id) => rows.Generations.SingleOrDefault(row => row.Id == id);

    private TeamRow? Team(string? id) => rows.Teams.SingleOrDefault(row => row.Id == id);

    /// <summary>The role by all paths but visibility, whose roles never travel (B1).</summary>
    private int RoleOn(Thing thing, Viewpoint at, int parentsFollowed = 0)
    {
        if (at.User is null) return 0;
        return thing.Type switch
        {
            "user" => thing.Id == at.User ? Editor : 0,
            "team" => RoleOnTeam(thing.Id, at),
            "project" => Project(thing.Id) is { } project ? RoleOnProject(project, at) : 0,
            _ => Generation(thing.Id) is { } generation ? RoleOnGeneration(generation, at, parentsFollowed) : 0,
        };
    }

    private int RoleOnProject(ProjectRow project, Viewpoint at)
    {
        var thing = new Thing("project", project.Id);
        var byOwnership = project.Owner == at.User ? Owner : 0;
        return new[] { byOwnership, RoleByGrants(thing, at), EmergencyOn(thing, at) }.Max();
    }

    private int RoleOnGeneration(GenerationRow generation, Viewpoint at, int parentsFollowed)
    {
        var thing = new Thing("generation", generation.Id);
        var byOwnership = generation.Owner == at.User ? Owner : 0;
        var byProject = Project(generation.Project) is { } project ? RoleOnProject(project, at) : 0;
        var byLineage = RoleByLineage(generation, at, parentsFollowed);
        return new[] { byOwnership, byProject, RoleByGrants(thing, at), byLineage, EmergencyOn(thing, at) }.Max();
    }

    private int RoleByGrants(Thing on, Viewpoint at) => rows.Grants
        .Where(grant => grant.On == on && at.Counts(grant.EndsAt))
        .Select(grant => grant.To.Type == "user"
            ? grant.To.Id == at.User ? Rank(grant.Role) : 0
            : Math.Min(Rank(grant.Role), RoleThroughTeam(grant.To.Id, at)))
        .Append(0)
        .Max();

    /// <summary>The parent gives viewer, or the role capped at editor; over ten parents, and nothing to who is denied there (C2).</summary>
    private int RoleByLineage(GenerationRow child, Viewpoint at, int parentsFollowed)
    {
        var most = child.Inheritance switch { "read" => Viewer, "role" => Editor, _ => 0 };
        if (most == 0 || parentsFollowed == 10 || Generation(child.Parent) is not { } parent) return 0;

        var thing = new Thing("generation", parent.Id);
        var onParent = DenialOn(thing, at) is null ? RoleOn(thing, at, parentsFollowed + 1) : EmergencyOn(thing, at);
        return Math.Min(most, onParent);
    }

    /// <summary>The teams from one up to its root, as far as nine; more than eight are too deep.</summary>
    private List<TeamRow> Upwards(string team)
    {
        var chain = new List<TeamRow>();
        for (var next = Team(team); next is not null && chain.Count < 9; next = Team(next.Parent)) chain.Add(next);
        return chain;
    }

    private int RoleIn(TeamRow team, Viewpoint at) => rows.Memberships
        .Where(membership => membership.Team == team.Id && membership.User == at.User && at.Counts(membership.EndsAt))
        .Select(static membership => Rank(membership.Role))
        .Append(0)
        .Max();

    /// <summary>A role in a team holds in every team below; a suspended one gives nothing to itself and to those below (C1).</summary>
    private int RoleThroughTeam(string team, Viewpoint at)
    {
        var chain = Upwards(team);
        if (chain.Count == 0 || chain.Count > 8 || chain.Any(static row => row.IsSuspended)) return 0;
        return chain.Max(row => RoleIn(row, at));
    }

    /// <summary>Of a suspended team its own members keep nothing, those of the teams above what they have, to reactivate it (C1).</summary>
    private int RoleOnTeam(string team, Viewpoint at)
    {
        var chain = Upwards(team);
        if (chain.Count == 0 || chain.Count > 8 || chain.Skip(1).Any(static row => row.IsSuspended)) return 0;
        return chain.Where(static row => !row.IsSuspended).Select(row => RoleIn(row, at)).Append(0).Max();
    }

    private int VisibilityOn(Thing thing, Viewpoint at)
    {
        var generation = thing.Type == "generation" ? Generation(thing.Id) : null;
        var project = thing.Type == "project" ? Project(thing.Id) : Project(generation?.Project);
        var visibility = thing.Type == "project" ? project?.Visibility : generation?.Visibility;
        if (visibility == "inherit") visibility = project?.Visibility ?? "private";

        if (visibility == "public") return Viewer;
        return visibility == "team" && project is not null && IsInTeamsOf(project, at) ? Viewer : 0;
    }

    /// <summary>"The project's teams" are those with a grant other than none (B4).</summary>
    private bool IsInTeamsOf(ProjectRow project, Viewpoint at) => at.User is not null && rows.Grants.Any(grant =>
        grant.On == new Thing("project", project.Id) && grant.To.Type == "team" && grant.Role != "none" && at.Counts(grant.EndsAt) &&
        RoleThroughTeam(grant.To.Id, at) > 0);

    /// <summary>Emergency access on the thing, or on the project that the generation is in (C4).</summary>
    private int EmergencyOn(Thing thing, Viewpoint at)
    {
        var project = thing.Type == "generation" && Generation(thing.Id) is { Project: { } id } ? new Thing("project", id) : null;
        return rows.Emergencies
            .Where(row => row.User == at.User && (row.On == thing || row.On == project) && at.Now < row.EndsAt)
            .Select(static row => Rank(row.Role))
            .Append(0)
            .Max();
    }
}
