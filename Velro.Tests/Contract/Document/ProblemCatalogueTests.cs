using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Velro.AuthApi.Problems;
using Velro.Caching.Evaluations;
using Velro.Tests.Snapshots;

namespace Velro.Tests.Contract.Document;

/// <summary>Every code that the source gives is in the catalogue, and the page tells what the catalogue tells.</summary>
public sealed partial class ProblemCatalogueTests
{
    private static readonly Snapshot Page = new("docs/errors.md");

    /// <summary>Codes that are put together, and what of them there is.</summary>
    private static readonly Dictionary<string, string> Composed = new()
    {
        ["{what}.unknown"] = "team.unknown",
        ["{thing.Type}.owner_denied"] = "project.owner_denied",
    };

    [Fact]
    public void Every_code_of_the_source_is_in_the_catalogue()
    {
        var codes = CodesInSource().ToArray();
        Assert.True(codes.Length > 50, $"Only {codes.Length} codes were found.");
        Assert.DoesNotContain(codes, static code => ProblemCatalogue.Find(Composed.GetValueOrDefault(code.Code, code.Code)) is null);
    }

    [Fact]
    public void Every_code_of_the_catalogue_is_in_the_source()
    {
        var known = CodesInSource().Select(static code => code.Code).ToHashSet();
        Assert.DoesNotContain(ProblemCatalogue.All.Select(static entry => entry.Code), code =>
            !known.Contains(code)
            && !code.StartsWith("access.", StringComparison.Ordinal)
            && !code.EndsWith(".unknown", StringComparison.Ordinal)
            && !code.EndsWith(".owner_denied", StringComparison.Ordinal));
    }

    [Fact]
    public void A_code_says_its_own_status()
    {
        foreach (var (code, status) in CodesInSource())
        {
            if (status is { } said && ProblemCatalogue.Find(Composed.GetValueOrDefault(code, code)) is { } entry)
                Assert.Equal((code, entry.Status), (code, said));
        }
    }

    [Fact]
    public void The_page_of_errors_tells_what_the_catalogue_tells()
    {
        var page = new StringBuilder(
            """
            # Errors

            Every error is `application/problem+json` (RFC 9457) with a stable `code`, which is what a program may rely on; `detail` is for a
            person, and may change. The OpenAPI document says which operation gives which. `errors`, where it stands, tells what is wrong with
            single fields. An error of the check API is never a denial: a denial is a 200 with `decision: false`.

            What is wrong with a policy has codes of its own, within `errors` and within the answer of a validation: [policies](policies.md).

            This page is made from the code, by the test that fails when it is behind.

            | code | status | meaning |
            |---|---|---|

            """);
        foreach (var entry in ProblemCatalogue.All)
            page.Append(CultureInfo.InvariantCulture, $"| `{entry.Code}` | {entry.Status} | {entry.Meaning} |\n");
        Page.Match(page.ToString());
    }

    /// <summary>
    /// Where a problem is made, its code is the first text: a literal, or one that is put together. Codes of what lies below the API are
    /// constants there.
    /// </summary>
    private static List<(string Code, int? Status)> CodesInSource()
    {
        var found = new List<(string, int?)>();
        var source = Path.Combine(Snapshot.RepositoryRoot(), "Velro.AuthApi");
        foreach (var file in Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories))
        {
            if (file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)) continue;
            foreach (Match match in MadeProblem().Matches(File.ReadAllText(file)))
                found.Add((match.Groups["code"].Value, StatusOf(match)));
        }

        foreach (var constant in typeof(RevisionUnavailableException).GetFields().Where(static field => field.IsLiteral))
            found.Add(((string)constant.GetRawConstantValue()!, null));
        foreach (Match match in StoreProblem().Matches(File.ReadAllText(Path.Combine(
            Snapshot.RepositoryRoot(), "Velro.Data", "Transactions", "StoreUnavailableException.cs"))))
            found.Add((match.Groups["code"].Value, 503));
        return found;
    }

    private static int? StatusOf(Match match) => match.Groups["kind"].Value switch
    {
        "Invalid" => 400,
        "Conflict" => 409,
        "Refuse" => 400,
        "Unavailable" => 503,
        _ when match.Groups["status"] is { Success: true } status => int.Parse(status.Value, CultureInfo.InvariantCulture),
        _ => null,
    };

    [GeneratedRegex(
        @"(?:(?<kind>Invalid|Conflict|Refuse|Unavailable)\(|new(?: Problem)?\(\s*(?:StatusCodes\.Status(?<status>\d{3})\w+|status),)"
        + @"\s*\$?\x22(?<code>[a-z_{}A-Z.]+\.[a-zA-Z_{}.]+)\x22")]
    private static partial Regex MadeProblem();

    [GeneratedRegex(@"new\(\s*\x22(?<code>[a-z_]+\.[a-z_]+)\x22")]
    private static partial Regex StoreProblem();
}
