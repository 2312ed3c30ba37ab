using Velro.Authorization.Explanations;
using Velro.Authorization.Roles;

namespace Velro.Cli.Reports;

/// <summary>An explanation for a person to read, a line for each step: layer, path, source, whom it names, and what it gave.</summary>
internal static class ExplanationLines
{
    public static IEnumerable<string> Of(Explanation explanation) => explanation.Steps.Select(
        (step, i) => $"{Line(step)}{(i == explanation.DecidedBy ? "  <- this decided" : "")}");

    private static string Line(ExplanationStep step)
    {
        var place = step.Depth == 0 ? $"layer {(int)step.Layer}: " : new string(' ', 9 + (2 * step.Depth));
        var names = step.Names is { } named ? $" for {named}" : "";
        var result = step.Result == ExplanationResult.Role ? RoleNames.NameOf(step.Role) : ExplanationCodes.NameOf(step.Result);
        var detail = step.Detail is { } text ? $" ({text})" : "";
        return $"{place}{ExplanationCodes.NameOf(step.Path)} of {step.Source}{names}: {result}{detail}";
    }
}
