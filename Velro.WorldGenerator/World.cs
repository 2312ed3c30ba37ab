namespace Velro.WorldGenerator;

/// <summary>
/// A world as it grows in practice: a few users, teams and projects have most of everything, trees of teams are up to 8 levels deep,
/// generations derive from one another in chains of up to 10. Each table's rows are drawn as they are read, from a seed of their own, so
/// that a world of any size fits into memory and tables can be read in any order.
/// </summary>
/// <param name="size">How many of everything.</param>
/// <param name="seed">Which of the worlds of that size.</param>
internal sealed class World(WorldSize size, int seed)
{
    private const int MaximumLevels = 8;
    private const int MaximumLineage = 10;

    /// <summary>How far back the parent of a generation lies at most: people go on from what they have just made.</summary>
    private const int Nearby = 20;

    private readonly string[] _users = Ids.Series(new Draw(seed), size.Users);
    private readonly string[] _teams = Ids.Series(new Draw(seed + 1), size.Teams);
    private readonly string[] _projects = Ids.Series(new Draw(seed + 2), size.Projects);
    private readonly string[] _generations = Ids.Series(new Draw(seed + 3), size.Generations);

    /// <summary>The last users are deleted, and have no rights (RIGHTS.md E1).</summary>
    private int LivingUsers => size.Users - (size.Users / 500);

    public IEnumerable<UserRow> Users()
    {
        var draw = new Draw(seed + 10);
        for (var i = 0; i < size.Users; i++)
        {
            var state = i >= LivingUsers ? "deleted" : draw.With(0.005) ? "suspended" : "active";
            yield return new UserRow(_users[i], state, $"User {i}", $"user{i}@example.com");
        }
    }

    public IEnumerable<TeamRow> Teams()
    {
        var draw = new Draw(seed + 11);
        var levels = new byte[size.Teams];
        for (var i = 0; i < size.Teams; i++)
        {
            var parent = i == 0 || draw.With(0.03) ? -1 : i - 1 - draw.Skewed(i, 2);
            if (parent >= 0 && levels[parent] == MaximumLevels) parent = -1;
            levels[i] = (byte)(parent < 0 ? 1 : levels[parent] + 1);
            yield return new TeamRow(_teams[i], parent < 0 ? null : _teams[parent], $"Team {i}", draw.With(0.002));
        }
    }

    /// <summary>Every team has an owner (RIGHTS.md B3).</summary>
    public IEnumerable<MemberRow> Members()
    {
        var draw = new Draw(seed + 12);
        var owners = new int[size.Teams];
        for (var team = 0; team < size.Teams; team++)
        {
            owners[team] = AUser(draw);
            yield return new MemberRow(_users[owners[team]], _teams[team], "owner", null);
        }

        var left = size.Memberships - size.Teams;
        var average = (double)left / LivingUsers;
        var teams = new HashSet<int>();
        for (var user = 0; user < LivingUsers && left > 0; user++)
        {
            teams.Clear();
            var count = Math.Min(Math.Min(left, draw.Around(average)), size.Teams / 4);
            for (var tries = 0; teams.Count < count && tries < 4 * count; tries++)
            {
                var team = draw.Skewed(size.Teams, 2.5);
                if (owners[team] == user || !teams.Add(team)) continue;
                left--;
                var role = draw.Of(("viewer", 40), ("contributor", 25), ("editor", 25), ("admin", 10));
                yield return new MemberRow(_users[user], _teams[team], role, draw.Expiry());
            }
        }
    }

    public IEnumerable<ProjectRow> Projects()
    {
        var draw = new Draw(seed + 13);
        for (var i = 0; i < size.Projects; i++)
        {
            var visibility = draw.With(0.005) ? "public" : draw.With(0.1) ? "team" : "private";
            yield return new ProjectRow(_projects[i], _users[AUser(draw)], $"Project {i}", visibility);
        }
    }

    public IEnumerable<GenerationRow> Generations()
    {
        var draw = new Draw(seed + 14);
        var lineage = new byte[size.Generations];
        var owners = new int[size.Generations];
        var projects = new int[size.Generations];
        for (var i = 0; i < size.Generations; i++)
        {
            var parent = i > 0 && draw.With(0.5) ? i - 1 - draw.Below(Math.Min(i, Nearby)) : -1;
            if (parent >= 0 && lineage[parent] == MaximumLineage) parent = -1;
            if (parent >= 0) lineage[i] = (byte)(lineage[parent] + 1);

            owners[i] = parent >= 0 && draw.With(0.6) ? owners[parent] : AUser(draw);
            projects[i] = parent >= 0 && draw.With(0.6) ? projects[parent] : draw.With(0.9) ? draw.Skewed(size.Projects, 2.5) : -1;
            var ordinary = projects[i] >= 0 ? "inherit" : "private";
            yield return new GenerationRow(
                _generations[i],
                _users[owners[i]],
                projects[i] < 0 ? null : _projects[projects[i]],
                parent < 0 ? null : _generations[parent],
                parent < 0 ? "none" : draw.Of(("none", 40), ("read", 40), ("role", 20)),
                draw.With(0.01) ? "public" : draw.With(0.05) ? "private" : ordinary,
                draw.With(0.005),
                draw.Of(("image", 70), ("video", 20), ("audio", 10)),
                $"A picture of number {i}");
        }
    }

    public IEnumerable<GrantRow> ProjectGrants() => Grants(new Draw(seed + 15), _projects, size.ProjectGrants, teamShare: 0.2);

    public IEnumerable<GrantRow> GenerationGrants() => Grants(new Draw(seed + 16), _generations, size.GenerationGrants, teamShare: 0.1);

    public IEnumerable<BlockRow> ProjectBlocks() => Blocks(new Draw(seed + 17), _projects);

    public IEnumerable<BlockRow> GenerationBlocks() => Blocks(new Draw(seed + 18), _generations);

    private IEnumerable<GrantRow> Grants(Draw draw, string[] resources, int count, double teamShare)
    {
        var left = count;
        var average = (double)count / resources.Length;
        var grantees = new HashSet<int>();
        for (var i = 0; i < resources.Length && left > 0; i++)
        {
            grantees.Clear();
            var wanted = Math.Min(left, draw.Around(average));
            for (var tries = 0; grantees.Count < wanted && tries < 4 * wanted; tries++)
            {
                // Teams count down from -1, so that one set holds both.
                var grantee = draw.With(teamShare) ? ~draw.Skewed(size.Teams, 1.5) : AUser(draw);
                if (!grantees.Add(grantee)) continue;
                left--;
                var role = draw.With(0.003) ? "none" : draw.Of(("viewer", 55), ("contributor", 15), ("editor", 20), ("admin", 10));
                yield return new GrantRow(
                    resources[i], grantee >= 0 ? _users[grantee] : null, grantee < 0 ? _teams[~grantee] : null, role, draw.Expiry());
            }
        }
    }

    private IEnumerable<BlockRow> Blocks(Draw draw, string[] resources)
    {
        foreach (var resource in resources)
        {
            if (draw.With(0.001)) yield return new BlockRow(resource, _users[AUser(draw)]);
        }
    }

    private int AUser(Draw draw) => draw.Skewed(LivingUsers, 2);
}
