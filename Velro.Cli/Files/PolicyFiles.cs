using System.Globalization;
using Velro.Authorization.Policies;

namespace Velro.Cli.Files;

/// <summary>The policies and the tests that a command line names.</summary>
/// <param name="Policies">Those of the command line itself.</param>
/// <param name="Tests">The paths of test files.</param>
internal sealed record PolicyFiles(IReadOnlyList<PolicyFile> Policies, IReadOnlyList<string> Tests)
{
    private static readonly string[] TestEndings = [".test.json", ".test.yaml", ".test.yml"];

    /// <summary>Finds them, in the order of their paths; of a folder, everything in it and below.</summary>
    /// <exception cref="BadFileException">There is no such file.</exception>
    public static PolicyFiles Find(IEnumerable<string> paths)
    {
        string[] files = [.. paths.SelectMany(FilesOf).Distinct(StringComparer.Ordinal)];
        return new PolicyFiles(
            [.. files.Where(static path => !IsTest(path)).Select(static path => PolicyFile.Read(path))], [.. files.Where(IsTest)]);
    }

    /// <summary>Compiles policies as one set.</summary>
    /// <exception cref="BadFileException">Something is wrong with one; the message tells everything that is.</exception>
    public static PolicySet Compile(IReadOnlyCollection<PolicyFile> policies)
    {
        try
        {
            return PolicySet.Compile(policies.Select(static policy => new PolicySource(policy.Name, policy.Text)));
        }
        catch (PolicySetException exception)
        {
            throw new BadFileException(exception.Problems.Select(problem => Describe(problem, policies)));
        }
    }

    /// <summary>
    /// What is wrong with a condition is told by its place there, since the document may have escaped what stands before it.
    /// </summary>
    private static string Describe(PolicyProblem problem, IEnumerable<PolicyFile> policies)
    {
        var file = policies.First(policy => policy.Name == problem.Policy).Path;
        var place = string.Create(CultureInfo.InvariantCulture, $"{problem.Line}:{problem.Column}");
        return problem.Path == "/condition" && problem.Code.StartsWith("policy.condition", StringComparison.Ordinal)
            ? $"{file}: condition:{place}: {problem.Code}: {problem.Message}"
            : $"{file}:{place}: {problem.Code}: {problem.Message}";
    }

    private static IEnumerable<string> FilesOf(string path)
    {
        if (!Directory.Exists(path)) return [path];
        return Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
            .Where(static file => IsTest(file) || file.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal);
    }

    private static bool IsTest(string path) => TestEndings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
}
