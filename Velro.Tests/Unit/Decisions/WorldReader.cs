using System.Globalization;
using System.Text.RegularExpressions;
using Velro.Tests.Reference;

namespace Velro.Tests.Unit.Decisions;

/// <summary>
/// Reads a world from sentences such as <c>grant on project:p to team:t: editor, until later</c>. Users that are only named are active.
/// </summary>
internal static partial class WorldReader
{
    public const int Now = 1_000;

    public static Rows Read(IEnumerable<string> sentences, IEnumerable<Thing> subjects)
    {
        var rows = new Rows();
        foreach (var sentence in sentences) rows = Add(rows, sentence);

        var named = subjects.Where(static thing => thing.Type == "user").Select(static thing => thing.Id)
            .Concat(rows.Memberships.Select(static row => row.User)).Concat(rows.Projects.Select(static row => row.Owner))
            .Concat(rows.Generations.Select(static row => row.Owner)).Concat(rows.Emergencies.Select(static row => row.User))
            .Distinct().Where(id => id != "nobody" && rows.Users.All(user => user.Id != id));
        return rows with { Users = [.. rows.Users, .. named.Select(static id => new UserRow(id))] };
    }

    public static Thing ThingOf(string text) => new(text.Split(':')[0], text.Split(':')[1]);

    private static Rows Add(Rows rows, string sentence)
    {
        if (User().Match(sentence) is { Success: true } user)
            return rows with { Users = [.. rows.Users, new UserRow(Text(user, 1)!, Text(user, 2) ?? "active")] };
        if (Teams().Match(sentence) is { Success: true } teams)
        {
            var chain = Enumerable.Range(1, Number(teams, 1)).Select(static i => new TeamRow($"t{i}", i == 1 ? null : $"t{i - 1}"));
            return rows with { Teams = [.. rows.Teams, .. chain] };
        }

        if (Team().Match(sentence) is { Success: true } team)
            return rows with { Teams = [.. rows.Teams, new TeamRow(Text(team, 1)!, Text(team, 2), team.Groups[3].Success)] };
        if (Member().Match(sentence) is { Success: true } member)
        {
            var membership = new MembershipRow(Text(member, 1)!, Text(member, 2)!, Text(member, 3)!, End(member, 4));
            return rows with { Memberships = [.. rows.Memberships, membership] };
        }

        if (Project().Match(sentence) is { Success: true } project)
            return rows with { Projects = [.. rows.Projects, new ProjectRow(Text(project, 1)!, Text(project, 2)!, Text(project, 3)!)] };
        if (Generations().Match(sentence) is { Success: true } generations)
        {
            var chain = Enumerable.Range(0, Number(generations, 1) + 1).Select(i => new GenerationRow(
                $"g{i}", Text(generations, 2)!, Parent: i == 0 ? null : $"g{i - 1}", Inheritance: Text(generations, 3)!));
            return rows with { Generations = [.. rows.Generations, .. chain] };
        }

        if (Generation().Match(sentence) is { Success: true } of)
        {
            var generation = new GenerationRow(
                Text(of, 1)!, Text(of, 2)!, Text(of, 3), Text(of, 4), Text(of, 5) ?? "none", Text(of, 6)!, of.Groups[7].Success);
            return rows with { Generations = [.. rows.Generations, generation] };
        }

        return AddRight(rows, sentence);
    }

    private static Rows AddRight(Rows rows, string sentence)
    {
        if (Grant().Match(sentence) is { Success: true } grant)
        {
            var row = new GrantRow(ThingOf(Text(grant, 1)!), ThingOf(Text(grant, 2)!), Text(grant, 3)!, End(grant, 4));
            return rows with { Grants = [.. rows.Grants, row] };
        }

        if (Block().Match(sentence) is { Success: true } block)
            return rows with { Blocks = [.. rows.Blocks, new BlockRow(ThingOf(Text(block, 1)!), Text(block, 2)!)] };
        if (Emergency().Match(sentence) is { Success: true } access)
        {
            var row = new EmergencyRow(Text(access, 2)!, ThingOf(Text(access, 1)!), Text(access, 3)!, End(access, 4) ?? Now + 1);
            return rows with { Emergencies = [.. rows.Emergencies, row] };
        }

        if (Policy().Match(sentence) is { Success: true } policy)
        {
            string[]? subjects = Text(policy, 5) is { } type ? [type] : null;
            var row = new PolicyRow(Text(policy, 1)!, Text(policy, 2)!, [Text(policy, 3)!], [Text(policy, 4)!], subjects, Text(policy, 6));
            return rows with { Policies = [.. rows.Policies, row] };
        }

        throw new FormatException($"'{sentence}' says nothing about a world.");
    }

    private static string? Text(Match match, int group) => match.Groups[group].Success ? match.Groups[group].Value : null;

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    private static int? End(Match match, int group) => Text(match, group) switch
    {
        "past" => Now - 1,
        "now" => Now,
        "later" => Now + 1,
        _ => null,
    };

    [GeneratedRegex(@"^user (\S+?)(?:, (suspended|deleted))?$")]
    private static partial Regex User();

    [GeneratedRegex(@"^team (\S+?)(?: under (\S+?))?(, suspended)?$")]
    private static partial Regex Team();

    [GeneratedRegex(@"^teams t1 to t(\d+), each under the one before$")]
    private static partial Regex Teams();

    [GeneratedRegex(@"^member (\S+) of (\S+): (\w+)(?:, until (past|now|later))?$")]
    private static partial Regex Member();

    [GeneratedRegex(@"^project (\S+) of (\S+), (\w+)$")]
    private static partial Regex Project();

    [GeneratedRegex(@"^generation (\S+) of (\S+?)(?: in (\S+?))?(?: from (\S+), takes (\w+))?, (\w+)(, locked)?$")]
    private static partial Regex Generation();

    [GeneratedRegex(@"^generations g0 to g(\d+) of (\S+), each from the one before, taking (\w+)$")]
    private static partial Regex Generations();

    [GeneratedRegex(@"^grant on (\S+) to (\S+): (\w+)(?:, until (past|now|later))?$")]
    private static partial Regex Grant();

    [GeneratedRegex(@"^block on (\S+) of (\S+)$")]
    private static partial Regex Block();

    [GeneratedRegex(@"^emergency access on (\S+) of (\S+): (\w+)(?:, until (past|now|later))?$")]
    private static partial Regex Emergency();

    [GeneratedRegex(@"^policy (\S+): (allow|deny) (\S+) on (\S+)(?: for (\w+))?(?: from (\w+))?$")]
    private static partial Regex Policy();
}
