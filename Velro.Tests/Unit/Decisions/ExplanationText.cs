using System.Globalization;
using Velro.Authorization.Explanations;
using Velro.Authorization.Roles;

namespace Velro.Tests.Unit.Decisions;

/// <summary>An explanation as lines: layer, path, source, whom it names, what it gave; <c>*</c> marks the step that decided.</summary>
internal static class ExplanationText
{
    public static string Of(Explanation explanation) =>
        string.Join(Environment.NewLine, explanation.Steps.Select((step, i) => Line(step) + (i == explanation.DecidedBy ? " *" : "")));

    private static string Line(ExplanationStep step)
    {
        var place = step.Depth == 0 ? ((int)step.Layer).ToString(CultureInfo.InvariantCulture) + " " : new string(' ', 2 + 2 * step.Depth);
        var names = step.Names is { } named ? $" to {named}" : "";
        var result = step.Result == ExplanationResult.Role ? RoleNames.NameOf(step.Role) : ExplanationCodes.NameOf(step.Result);
        var detail = step.Detail is { } text ? $" ({text[..text.IndexOf(": ", StringComparison.Ordinal)]})" : "";
        return $"{place}{ExplanationCodes.NameOf(step.Path)} {step.Source}{names}: {result}{detail}";
    }
}
