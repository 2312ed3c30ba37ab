namespace Velro.Tests.Reference;

/// <summary>Blocks and explicit denials (C2, B7).</summary>
internal sealed partial class ReferenceEvaluator
{
    /// <summary>The reason of the denial that holds on a thing; null: none. What a project denies is denied on its generations.</summary>
    private string? DenialOn(Thing thing, Viewpoint at)
    {
        if (at.User is null) return null;
        if (thing.Type == "project") return Project(thing.Id) is { } project ? DenialHere(thing, project.Owner, at) : null;
        if (thing.Type != "generation" || Generation(thing.Id) is not { } generation) return null;

        var around = Project(generation.Project);
        var ofProject = around is null ? null : DenialHere(new Thing("project", around.Id), around.Owner, at);
        return ofProject ?? DenialHere(thing, around?.Owner ?? generation.Owner, at);
    }

    /// <summary>The owner of the project, or of a generation in none, cannot be the target, and a team's denial skips the owner.</summary>
    private string? DenialHere(Thing thing, string owner, Viewpoint at)
    {
        if (owner == at.User) return null;
        var denials = rows.Grants.Where(grant => grant.On == thing && grant.Role == "none" && at.Counts(grant.EndsAt)).ToArray();
        if (rows.Blocks.Any(block => block.On == thing && block.User == at.User) ||
            denials.Any(denial => denial.To.Type == "user" ? denial.To.Id == at.User : IsEffectiveMember(denial.To.Id, at)))
            return "blocked";

        // Whether somebody who is in any team is in one whose chain has no end cannot be known: it denies.
        var isInAnyTeam = rows.Memberships.Any(membership => membership.User == at.User);
        var isEndless = denials.Any(denial => denial.To.Type == "team" && Upwards(denial.To.Id).Count > 8);
        return isInAnyTeam && isEndless ? "hierarchy_too_deep" : null;
    }

    /// <summary>A member of the team or of one above; a suspended team gives nothing, but what it denies stays denied (C1, C2).</summary>
    private bool IsEffectiveMember(string team, Viewpoint at) => Upwards(team).Take(8).Any(row => RoleIn(row, at) > 0);

    /// <summary>Whether teams or parents are stored in a circle or in a chain that is too long; only then may a reason say so.</summary>
    public bool HasEndlessChains() =>
        rows.Teams.Any(team => Upwards(team.Id).Count > 8) || rows.Generations.Any(generation => Ancestors(generation) > 10);

    private int Ancestors(GenerationRow generation)
    {
        var count = 0;
        for (var next = Generation(generation.Parent); next is not null && count <= 10; next = Generation(next.Parent)) count++;
        return count;
    }
}
