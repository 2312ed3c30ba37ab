using CsCheck;

namespace Velro.Tests.Reference;

/// <summary>
/// Random worlds and questions: small, so that paths meet, and with what people store by mistake: circles, chains that are too long, rights
/// that end just now. References are by number, so that a smaller world is a world too.
/// </summary>
internal static class RandomWorlds
{
    /// <summary>The instant around which things end.</summary>
    private const int Now = 1_000_000;

    private static readonly Gen<int?> Ends = Gen.Frequency(
        (8, Gen.Const(static () => (int?)null)), (1, Gen.Int[Now - 1, Now + 2].Select(static at => (int?)at)));

    private static readonly Gen<string> Roles = Choice.Of("viewer", "contributor", "editor", "admin", "owner");

    private static readonly Gen<string> GrantRoles = Choice.Of("none", "none", "viewer", "contributor", "editor", "admin");

    private static readonly Gen<string> ThingActions = Gen.Frequency(
        (6, Choice.Of("read", "create", "write", "share", "delete", "manage", "transfer")), (1, Choice.Of("export", "open")));

    /// <summary>Numbers from which a reference is made: taken modulo what there is.</summary>
    private static readonly Gen<int> Any = Gen.Int[0, 11];

    private static readonly Gen<UserRow[]> Users = Gen
        .Frequency((12, Gen.Const("active")), (1, Gen.Const("suspended")), (1, Gen.Const("deleted")))
        .Select(static state => new UserRow("", state)).Array[1, 4]
        .Select(static rows => rows.Select(static (row, i) => row with { Id = $"u{i}" }).ToArray());

    private static readonly Gen<TeamRow[]> Teams =
        from isChain in Gen.Frequency((4, Gen.Const(false)), (1, Gen.Const(true)))
        from rows in Gen.Select(Any, Gen.Int[0, 4], Gen.Int[0, 11]).Array[isChain ? 7 : 0, isChain ? 10 : 4]
        select rows.Select((row, i) => new TeamRow(
            $"t{i}",
            isChain ? i == 0 ? null : $"t{i - 1}" : row.Item2 < 2 && row.Item1 % rows.Length != i ? $"t{row.Item1 % rows.Length}" : null,
            row.Item3 == 0)).ToArray();

    private static readonly Gen<GenerationRow[]> Generations =
        from isChain in Gen.Frequency((5, Gen.Const(false)), (1, Gen.Const(true)))
        from rows in Gen.Select(
            Gen.Select(Any, Any, Any),
            Gen.Frequency((1, Gen.Const("none")), (2, Gen.Const("read")), (4, Gen.Const("role"))),
            Gen.Frequency((4, Gen.Const("private")), (1, Gen.Const("team")), (1, Gen.Const("public")), (2, Gen.Const("inherit"))),
            Gen.Int[0, 9]).Array[isChain ? 9 : 0, isChain ? 13 : 4]
        select rows.Select((row, i) =>
        {
            var (owner, project, parent) = row.Item1;
            var parentInChain = i == 0 ? null : $"g{i - 1}";
            var anyParent = parent < 8 && parent % rows.Length != i ? $"g{parent % rows.Length}" : null;
            var projectId = project < 8 ? $"p{project % 3}" : null;
            return new GenerationRow(
                $"g{i}", $"u{owner % 4}", projectId, isChain ? parentInChain : anyParent, row.Item2, row.Item3, row.Item4 == 0);
        }).ToArray();

    private static readonly Gen<ProjectRow[]> Projects = Gen.Select(
            Any,
            Choice.Of("private", "private", "team", "public"),
            static (owner, visibility) => new ProjectRow("", $"u{owner % 4}", visibility)).Array[0, 3]
        .Select(static rows => rows.Select(static (row, i) => row with { Id = $"p{i}" }).ToArray());

    private static Gen<Thing> ProjectOrGeneration(Rows rows)
    {
        var things = rows.Projects.Select(static row => new Thing("project", row.Id))
            .Concat(rows.Generations.Select(static row => new Thing("generation", row.Id))).ToArray();
        return things.Length == 0 ? Gen.Const(new Thing("project", "gone")) : Choice.Of(things);
    }

    private static Gen<Thing> Grantees(Rows rows) => Choice.Of([
        .. rows.Users.Select(static row => new Thing("user", row.Id)), .. rows.Teams.Select(static row => new Thing("team", row.Id)),
        .. rows.Teams.Select(static row => new Thing("team", row.Id))]);

    /// <summary>Worlds, most of them without policies, so that most questions meet relationships alone.</summary>
    public static readonly Gen<Rows> Worlds =
        from people in Gen.Select(Users, Teams, Projects, Generations, static (users, teams, projects, generations) => new Rows
        {
            Users = users,
            Teams = teams,
            Projects = projects,
            Generations = [.. generations.Select(row => projects.Any(known => known.Id == row.Project) ? row : row with { Project = null })],
        })
        from memberships in MembershipsOf(people)
        from grants in GrantsIn(people)
        from blocks in BlocksIn(people)
        from emergencies in EmergenciesIn(people)
        from attributes in RandomPolicies.Of(people, Now)
        select people with
        {
            Memberships = memberships,
            Grants = grants,
            Blocks = blocks,
            Emergencies = emergencies,
            Properties = attributes.Properties,
            Policies = attributes.Policies,
        };

    private static Gen<GrantRow[]> GrantsIn(Rows people) => Gen.Select(
            ProjectOrGeneration(people), Grantees(people), GrantRoles, Ends,
            static (thing, to, role, end) => new GrantRow(thing, to, role, end)).Array[0, 6]
        .Select(static rows => rows.DistinctBy(static row => (row.On, row.To)).ToArray());

    private static Gen<BlockRow[]> BlocksIn(Rows people) => Gen.Select(
        ProjectOrGeneration(people), Any, (thing, user) => new BlockRow(thing, $"u{user % people.Users.Count}")).Array[0, 1];

    private static Gen<EmergencyRow[]> EmergenciesIn(Rows people) => Gen.Select(
        ProjectOrGeneration(people), Any, Choice.Of("viewer", "editor"), Gen.Int[Now - 1, Now + 3],
        (thing, user, role, end) => new EmergencyRow($"u{user % people.Users.Count}", thing, role, end)).Array[0, 2];

    private static Gen<MembershipRow[]> MembershipsOf(Rows people) => people.Teams.Count == 0
        ? Gen.Const(Array.Empty<MembershipRow>())
        : Gen.Select(Any, Any, Roles, Ends, (user, team, role, end) =>
                new MembershipRow($"u{user % people.Users.Count}", $"t{team % people.Teams.Count}", role, end)).Array[0, 6]
            .Select(static rows => rows.DistinctBy(static row => (row.User, row.Team)).ToArray());

    /// <summary>Questions about a world, most of them about what is there.</summary>
    public static Gen<Question> Questions(Rows rows)
    {
        var subjects = Choice.Of([
            .. rows.Users.Select(static row => new Thing("user", row.Id)), .. rows.Users.Select(static row => new Thing("user", row.Id)),
            Thing.Anonymous, new Thing("user", "nobody"), new Thing("service", "robot")]);
        var resources = Choice.Of([
            .. rows.Projects.Select(static row => new Thing("project", row.Id)),
            .. rows.Generations.Select(static row => new Thing("generation", row.Id)),
            .. rows.Generations.Select(static row => new Thing("generation", row.Id)),
            .. rows.Teams.Take(4).Select(static row => new Thing("team", row.Id)),
            .. rows.Users.Take(2).Select(static row => new Thing("user", row.Id)),
            new Thing("record", "r0"), new Thing("record", "new"),
            new Thing("generation", "gone"), new Thing("team", "gone"), new Thing("project", "gone")]);
        return Gen.Select(
            subjects, ThingActions, resources, Gen.Int[Now - 1, Now + 1],
            RandomPolicies.Values, RandomPolicies.Values, RandomPolicies.Values, Gen.Bool,
            static (subject, action, resource, now, ofSubject, ofResource, context, trusts) => new Question(subject, action, resource, now)
            {
                SentOfSubject = ofSubject,
                SentOfResource = ofResource,
                Context = context,
                TrustsSent = trusts,
            });
    }
}
