using Velro.Cli.Checks;

namespace Velro.Cli.Reports;

/// <summary>Results for a person: what failed, with what was expected, what was answered and why; and how many there were.</summary>
internal static class TextReport
{
    public static void Write(IReadOnlyCollection<CheckResult> results, TextWriter output)
    {
        foreach (var result in results.Where(static result => !result.IsMet)) output.WriteLine(Describe(result));
        output.WriteLine($"{results.Count} tests, {results.Count(static result => !result.IsMet)} failed.");
    }

    /// <summary>One failure.</summary>
    public static string Describe(CheckResult result)
    {
        var check = result.Check;
        List<string> lines =
        [
            $"FAILED {check.File}:{check.Line}: {check.Name}",
            $"  asked:    {check.Question.Subject} {check.Question.Action} {check.Question.Resource}",
            $"  expected: {check.Expected}",
            $"  answered: {Expectation.Describe(result.Decision)}",
        ];
        if (result.Decision.PolicyFailure is { } failure)
        {
            var place = $"{failure.Policy} at {failure.Line}:{failure.Column} of its condition";
            lines.Add($"  no answer: {place}: {failure.Code}: {failure.Message}");
        }

        if (result.Decision.Explanation is { } explanation)
            lines.AddRange(ExplanationLines.Of(explanation).Select(static line => $"  {line}"));
        return string.Join(Environment.NewLine, lines);
    }
}
