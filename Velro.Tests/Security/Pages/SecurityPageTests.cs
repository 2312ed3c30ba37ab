using System.Text.RegularExpressions;
using Velro.Tests.Snapshots;

namespace Velro.Tests.Security.Pages;

/// <summary><c>SECURITY.md</c> claims nothing without a pointer, and each pointer leads to something.</summary>
public sealed partial class SecurityPageTests
{
    private static readonly string Root = Snapshot.RepositoryRoot();

    private static readonly string Page = File.ReadAllText(Path.Combine(Root, "SECURITY.md"));

    [Fact]
    public void Every_test_that_it_names_is_one()
    {
        var tests = typeof(SecurityPageTests).Assembly.GetTypes().Select(static type => type.Name).ToHashSet();
        var named = Tests().Matches(Page).Select(static match => match.Groups[1].Value).Distinct().ToArray();

        Assert.NotEmpty(named);
        Assert.Empty(named.Except(tests));
    }

    [Fact]
    public void Every_file_that_it_names_is_there()
    {
        var named = Paths().Matches(Page).Select(static match => match.Groups[1].Value).Distinct().ToArray();

        Assert.NotEmpty(named);
        Assert.DoesNotContain(named, static path => !File.Exists(Path.Combine(Root, path)) && !Directory.Exists(Path.Combine(Root, path)));
    }

    /// <summary>A row of a table says what shows it, or says plainly that nothing does, or that it is not met.</summary>
    [Fact]
    public void Every_row_has_a_test_or_says_that_there_is_none()
    {
        var rows = Page.Split('\n').Where(static line => line.StartsWith("| ", StringComparison.Ordinal) && !line.Contains(" threat ", StringComparison.Ordinal))
            .Where(static line => !line.StartsWith("| group", StringComparison.Ordinal)).ToArray();

        Assert.True(rows.Length > 60);
        Assert.DoesNotContain(rows, static row => !Tests().IsMatch(ShownBy(row)) && ShownBy(row) != "–");
    }

    /// <summary>The cell for what shows it: the third of a row about a group of requirements, the fourth of one about a threat.</summary>
    private static string ShownBy(string row) => row.Split('|')[row.StartsWith("| V", StringComparison.Ordinal) ? 3 : 4].Trim();

    [GeneratedRegex("`([A-Za-z]+Tests)`")]
    private static partial Regex Tests();

    [GeneratedRegex(@"`((?:Velro\.|docs/|\.ci/|Directory\.)[A-Za-z0-9_./-]+)`")]
    private static partial Regex Paths();
}
