using System.Globalization;

namespace Velro.Benchmarks.Model;

/// <summary>
/// The world that all engines are asked about: users in nested teams, projects that are shared with users and teams, generations in them.
/// It is what every engine measured here can express; Velro's further rules are not in it, but are evaluated by Velro all the same.
/// </summary>
internal sealed class ModelWorld
{
    private readonly Random _random;
    private readonly ILookup<string, ModelGrant> _grants;
    private readonly ILookup<string, string> _members;
    private readonly ILookup<string, ModelMember> _memberships;
    private readonly ILookup<string, ModelTeam> _below;

    /// <param name="users">How many users; all else follows.</param>
    /// <param name="seed">Which of the worlds of that size.</param>
    public ModelWorld(int users, int seed)
    {
        _random = new Random(seed);
        Users = [.. Enumerable.Range(0, users).Select(static i => Id("user", i))];
        Teams =
        [
            .. Enumerable.Range(0, Math.Max(3, users / 20)).Select(static i => new ModelTeam(Id("team", i), i < 3 ? null : Id("team", (i - 3) / 2))),
        ];
        Members = [.. Users.SelectMany(user => Some(Teams, 3).Select(team => new ModelMember(user, team.Id, Roles[_random.Next(4)])))];
        Projects = [.. Enumerable.Range(0, Math.Max(4, users * 3 / 10)).Select(i => new ModelProject(Id("project", i), One(Users)))];
        Grants =
        [
            .. Projects.SelectMany(project => Some(Users, 4).Select(user => new ModelGrant(project.Id, user, null, Roles[_random.Next(4)]))),
            .. Projects.SelectMany(project => Some(Teams, 2).Select(team => new ModelGrant(project.Id, null, team.Id, Roles[_random.Next(4)]))),
        ];
        Generations = [.. Enumerable.Range(0, users * 3).Select(i => new ModelGeneration(Id("generation", i), One(Users), One(Projects).Id))];
        _grants = Grants.ToLookup(static grant => grant.ProjectId);
        _members = Members.ToLookup(static member => member.TeamId, static member => member.UserId);
        _memberships = Members.ToLookup(static member => member.UserId);
        _below = Teams.Where(static team => team.ParentId is not null).ToLookup(static team => team.ParentId!);
    }

    /// <summary>The roles that are granted, from the least on.</summary>
    public static IReadOnlyList<string> Roles { get; } = ["viewer", "contributor", "editor", "admin"];

    /// <summary>What is asked, and the least role that it needs.</summary>
    public static IReadOnlyList<(string Name, string Role)> Actions { get; } = [("read", "viewer"), ("write", "editor"), ("share", "admin")];

    public IReadOnlyList<string> Users { get; }

    public IReadOnlyList<ModelTeam> Teams { get; }

    public IReadOnlyList<ModelMember> Members { get; }

    public IReadOnlyList<ModelProject> Projects { get; }

    public IReadOnlyList<ModelGrant> Grants { get; }

    public IReadOnlyList<ModelGeneration> Generations { get; }

    /// <summary>How many relationships there are: memberships, grants, owners, parents, and what is in which project.</summary>
    public int Relationships =>
        Members.Count + Grants.Count + Projects.Count + 2 * Generations.Count + Teams.Count(static team => team.ParentId is not null);

    /// <summary>
    /// Questions about generations. Half of them are about somebody who has to do with the generation, so that a good part is permitted.
    /// </summary>
    public IReadOnlyList<Question> Questions(int count) => [.. Enumerable.Range(0, count).Select(Draw)];

    /// <summary>Questions each of which is about a user and a generation that neither another one is about, nor any of <paramref name="others"/>.</summary>
    public IReadOnlyList<Question> QuestionsApart(int count, IEnumerable<Question> others)
    {
        var seen = others.SelectMany(static question => new[] { question.UserId, question.GenerationId }).ToHashSet();
        var apart = new List<Question>();
        while (apart.Count < count)
        {
            var question = Draw(apart.Count);
            if (seen.Contains(question.UserId) || !seen.Add(question.GenerationId)) continue;
            seen.Add(question.UserId);
            apart.Add(question);
        }

        return apart;
    }

    /// <summary>The rank of a role, 0 for the least.</summary>
    public static int RankOf(string role) => Roles.ToList().IndexOf(role);

    /// <summary>The teams that a user is in, or in one above, with the rank of their highest role.</summary>
    public IReadOnlyDictionary<string, int> TeamRolesOf(string userId)
    {
        var held = new Dictionary<string, int>();
        foreach (var member in _memberships[userId]) Hold(member.TeamId, RankOf(member.Role));
        return held;

        void Hold(string teamId, int rank)
        {
            if (held.TryGetValue(teamId, out var already) && already >= rank) return;
            held[teamId] = rank;
            foreach (var team in _below[teamId]) Hold(team.Id, rank);
        }
    }

    private Question Draw(int number)
    {
        var generation = One(Generations);
        string[] related = (number % 6) switch
        {
            0 => [generation.OwnerId],
            1 => [.. _grants[generation.ProjectId].Select(static grant => grant.UserId).OfType<string>()],
            2 => [.. _grants[generation.ProjectId].SelectMany(grant => _members[grant.TeamId ?? ""])],
            _ => [],
        };
        return new Question(related.Length > 0 ? One(related) : One(Users), Actions[_random.Next(Actions.Count)].Name, generation.Id);
    }

    /// <summary>As long as the ids that the server makes.</summary>
    private static string Id(string type, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"0193a1b2-c3d4-7e5f-8a9b-{type[0]}{number:d11}");

    private T One<T>(IReadOnlyList<T> all) => all[_random.Next(all.Count)];

    private T[] Some<T>(IReadOnlyList<T> all, int count) => [.. Enumerable.Range(0, count).Select(_ => One(all)).Distinct()];
}

/// <summary>A team; its members' roles hold in the teams below it.</summary>
internal sealed record ModelTeam(string Id, string? ParentId);

/// <summary>A membership.</summary>
internal sealed record ModelMember(string UserId, string TeamId, string Role);

/// <summary>A project; its owner may do everything.</summary>
internal sealed record ModelProject(string Id, string OwnerId);

/// <summary>A grant to a user, or to a team, whose members have the lower of its role and their own in the team.</summary>
internal sealed record ModelGrant(string ProjectId, string? UserId, string? TeamId, string Role);

/// <summary>A generation; its owner may do everything, and the roles on its project hold for it.</summary>
internal sealed record ModelGeneration(string Id, string OwnerId, string ProjectId);

/// <summary>May the user do this to the generation?</summary>
internal sealed record Question(string UserId, string Action, string GenerationId);
