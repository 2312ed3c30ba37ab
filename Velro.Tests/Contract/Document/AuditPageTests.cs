using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Velro.AuthApi.Audit;
using Velro.Tests.Snapshots;

namespace Velro.Tests.Contract.Document;

/// <summary>Every action that the source records is on the list, and the page tells what the list tells.</summary>
public sealed partial class AuditPageTests
{
    private const string Begin = "<!-- made from Velro.AuthApi/Audit/AuditActions.cs -->\n";

    private static readonly Snapshot Page = new("docs/audit.md");

    [Fact]
    public void Every_action_of_the_source_is_on_the_list_and_every_one_of_the_list_in_the_source()
    {
        var recorded = RecordedActions();

        Assert.True(recorded.Count > 50, $"Only {recorded.Count} actions were found.");
        Assert.Equal(recorded.Order(StringComparer.Ordinal), AuditActions.All.Select(static entry => entry.Action));
    }

    [Fact]
    public void The_page_of_the_audit_trail_ends_with_the_list()
    {
        var page = Page.Read();
        var text = new StringBuilder(page[..(page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)]);
        text.Append("\n| action | what happened |\n|---|---|\n");
        foreach (var (action, meaning) in AuditActions.All) text.Append(CultureInfo.InvariantCulture, $"| `{action}` | {meaning} |\n");
        Page.Match(text.ToString());
    }

    private static HashSet<string> RecordedActions()
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var project in (string[])["Velro.AuthApi", "Velro.Caching", "Velro.Data", "Velro.Warmer"])
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(Snapshot.RepositoryRoot(), project), "*.cs", SearchOption.AllDirectories))
            {
                if (file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)) continue;
                var source = File.ReadAllText(file);
                foreach (Match call in Recording().Matches(source))
                {
                    foreach (Match action in Action().Matches(call.Value)) found.UnionWith(Composed(action.Groups["action"].Value));

                    // A name that stands for one, in the file that uses it.
                    foreach (Match constant in Constant().Matches(source))
                    {
                        if (call.Value.Contains($"({constant.Groups["name"].Value},", StringComparison.Ordinal))
                            found.Add(constant.Groups["action"].Value);
                    }
                }

                foreach (Match inserted in Inserted().Matches(source)) found.Add(inserted.Groups["action"].Value);
            }
        }

        return found;
    }

    /// <summary>What can be blocked and granted is of two types.</summary>
    private static IEnumerable<string> Composed(string action) =>
        new[] { "project", "generation" }.Select(type => action.Replace("{thing.Type}", type, StringComparison.Ordinal)).Distinct();

    [GeneratedRegex(@"(?:Audit|AuditAll|Record|RecordAll|RecordBySystem|Store)Async\([^;]*?;")]
    private static partial Regex Recording();

    [GeneratedRegex(@"\x22(?<action>(?:[a-z_]+|\{thing\.Type\})\.[a-z_]+)\x22")]
    private static partial Regex Action();

    [GeneratedRegex(@"const string (?<name>\w+) = \x22(?<action>[a-z_]+\.[a-z_]+)\x22")]
    private static partial Regex Constant();

    /// <summary>In SQL.</summary>
    [GeneratedRegex(@"'(?<action>audit\.[a-z_]+)'")]
    private static partial Regex Inserted();
}
