namespace Velro.Tests.Reference;

/// <summary>
/// What of a random world a database takes: no circles and no depth of teams beyond the limit, and nothing that refers to what is not
/// there. Chains and circles of generations stay, which the schema does not refuse.
/// </summary>
internal static class StorableRows
{
    private const int TeamLevels = 8;

    public static Rows Of(Rows rows)
    {
        var teams = Trees(rows.Teams);
        var projects = rows.Users.Count == 0 ? [] : rows.Projects.Select((row, i) => row with { Owner = Owner(row.Owner, i) }).ToArray();
        var ids = rows.Users.Count == 0 ? [] : rows.Generations.Select(static row => row.Id).ToHashSet();
        var generations = rows.Generations.Where(row => ids.Contains(row.Id)).Select((row, i) => row with
        {
            Owner = Owner(row.Owner, i),
            Project = projects.Any(project => project.Id == row.Project) ? row.Project : null,
            Parent = row.Parent is { } parent && ids.Contains(parent) ? parent : null,
        });
        var kept = rows with { Teams = teams, Projects = projects, Generations = [.. generations] };
        return kept with
        {
            Memberships = [.. rows.Memberships.Where(row => HasUser(row.User) && Has(new Thing("team", row.Team)))],
            Grants = [.. rows.Grants.Where(row => Has(row.On) && Has(row.To))],
            Blocks = [.. rows.Blocks.Where(row => Has(row.On) && HasUser(row.User))],
            Emergencies = [.. rows.Emergencies.Where(row => Has(row.On) && HasUser(row.User))],
            Properties = [.. rows.Properties.Where(row => !row.Of.IsCore || Has(row.Of))],
        };

        string Owner(string id, int i) => HasUser(id) ? id : rows.Users[i % rows.Users.Count].Id;

        bool HasUser(string id) => rows.Users.Any(user => user.Id == id);

        bool Has(Thing thing) => thing.Type switch
        {
            "user" => HasUser(thing.Id),
            "team" => kept.Teams.Any(row => row.Id == thing.Id),
            "project" => kept.Projects.Any(row => row.Id == thing.Id),
            _ => kept.Generations.Any(row => row.Id == thing.Id),
        };
    }

    /// <summary>The teams, of whose parents those are left out that would close a circle or nest too deep.</summary>
    private static TeamRow[] Trees(IReadOnlyList<TeamRow> teams)
    {
        var kept = teams.ToDictionary(static row => row.Id, static row => row with { Parent = null });
        foreach (var team in teams.Where(row => row.Parent is { } parent && kept.ContainsKey(parent)))
        {
            kept[team.Id] = team;
            if (kept.Keys.Any(id => LevelOf(id) > TeamLevels)) kept[team.Id] = team with { Parent = null };
        }

        return [.. teams.Select(row => kept[row.Id])];

        int LevelOf(string id)
        {
            var level = 0;
            for (var next = id; next is not null && level <= TeamLevels; next = kept[next].Parent) level++;
            return level;
        }
    }
}
