using System.Globalization;
using Velro.Authorization.Contexts;
using Velro.Authorization.Policies;
using Velro.Authorization.Roles;

namespace Velro.Benchmarks.Decisions;

/// <summary>The worlds that decisions are measured in. Ids are as long as the server's.</summary>
internal static class Worlds
{
    public static string Id(string name, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"0193a1b2-c3d4-7e5f-8a9b-{name}{number:d4}");

    /// <summary>
    /// A user in 5 teams; a project with grants to 3 others, of which the last is below one of the user's; and a generation with two
    /// ancestors in the same project, where only the oldest gives the role that is asked for: no path is spared.
    /// </summary>
    public static ContextTable Typical(PolicySet? policies = null)
    {
        var table = new ContextTable();
        table.Add(ContextKey.PolicySet, new PolicySetContext(policies ?? PolicySet.Empty));
        Membership[] memberships = [.. Enumerable.Range(0, 5).Select(static i => new Membership(Id("team", i), Role.Contributor, null))];
        table.Add(ContextKey.User(Id("user", 0)), new UserContext(Id("user", 0), AccountState.Active, false, [.. memberships]));
        for (var i = 0; i < 5; i++) table.Add(ContextKey.Team(Id("team", i)), new TeamContext(Id("team", i), null, false));
        for (var i = 10; i < 13; i++)
            table.Add(ContextKey.Team(Id("team", i)), new TeamContext(Id("team", i), i == 12 ? Id("team", 4) : Id("root", i), false));
        for (var i = 10; i < 12; i++) table.Add(ContextKey.Team(Id("root", i)), new TeamContext(Id("root", i), null, false));

        Grant[] grants = [.. Enumerable.Range(10, 3).Select(static i => new Grant(GranteeKind.Team, Id("team", i), Role.Editor, null))];
        table.Add(Project(0, Visibility.Team, grants));
        table.Add(Generation(0, project: 0, new Grant(GranteeKind.User, Id("user", 0), Role.Editor, null)));
        for (var i = 1; i < 3; i++) table.Add(Generation(i, project: 0));
        return table;
    }

    /// <summary>
    /// A generation with 10 ancestors, each in a project of its own with a grant to a team that is 8 levels deep; the user is in the root
    /// above the last.
    /// </summary>
    public static ContextTable Deep()
    {
        var table = new ContextTable();
        table.Add(ContextKey.PolicySet, new PolicySetContext(PolicySet.Empty));
        Membership[] memberships = [.. Enumerable.Range(0, 5).Select(static i => new Membership(Id("team", i * 8), Role.Viewer, null))];
        table.Add(ContextKey.User(Id("user", 0)), new UserContext(Id("user", 0), AccountState.Active, false, [.. memberships]));
        for (var i = 0; i <= 10; i++)
        {
            for (var level = 0; level < 8; level++)
            {
                var id = Id("tree", 100 * i + level);
                var parent = level == 7 ? i == 0 ? Id("team", 0) : null : Id("tree", 100 * i + level + 1);
                table.Add(ContextKey.Team(id), new TeamContext(id, parent, false));
            }

            Grant[] grants = [new(GranteeKind.Team, Id("tree", 100 * i + (i == 0 ? 1 : 0)), Role.Editor, null)];
            table.Add(Project(i, Visibility.Private, grants));
            table.Add(Generation(i, project: i));
        }

        table.Add(ContextKey.Team(Id("team", 0)), new TeamContext(Id("team", 0), null, false));
        return table;
    }

    private static ProjectContext Project(int number, Visibility visibility, Grant[] grants) =>
        new(Id("project", number), Id("user", 9), visibility, [.. grants], []);

    /// <summary>A generation from the one of the number before.</summary>
    private static GenerationContext Generation(int number, int project, params Grant[] grants) => new(
        Id("image", number), Id("user", 9), Id("project", project), number == 0 ? null : Id("image", number - 1),
        Inheritance.Role, Visibility.Inherit, IsLocked: false, [.. grants], []);
}
