using System.Reflection;
using System.Text.RegularExpressions;
using Velro.Tests.Snapshots;

namespace Velro.Tests.Security.Pages;

/// <summary>Every rule of rights has a test that carries its number.</summary>
public sealed partial class RightsPageTests
{
    /// <summary>How many rules each part has.</summary>
    private static readonly Dictionary<char, int> Parts = new() { ['A'] = 8, ['B'] = 7, ['C'] = 5, ['D'] = 4, ['E'] = 4, ['F'] = 6 };

    private static readonly string[] Rules = [.. Parts.SelectMany(static part => Enumerable.Range(1, part.Value).Select(n => $"{part.Key}{n}"))];

    [Fact]
    public void Every_rule_has_a_test_that_carries_its_number()
    {
        var carried = typeof(RightsPageTests).Assembly.GetTypes()
            .SelectMany(static type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(static method => method.GetCustomAttributes<FactAttribute>(inherit: true).Any())
            .SelectMany(static method => method.Name.Split('_')).Where(static word => Number().IsMatch(word)).ToHashSet();

        Assert.Empty(Rules.Except(carried));
        Assert.Empty(carried.Except(Rules));
    }

    [Fact]
    public void The_page_lists_every_rule_once_and_in_order() => Assert.Equal(
        Rules, Listed().Matches(File.ReadAllText(Path.Combine(Snapshot.RepositoryRoot(), "docs", "rights.md"))).Select(static match => match.Groups[1].Value));

    [GeneratedRegex("^[A-F][1-9]$")]
    private static partial Regex Number();

    [GeneratedRegex(@"^- \*\*([A-F]\d)\*\* \S", RegexOptions.Multiline)]
    private static partial Regex Listed();
}
