using System.Text.RegularExpressions;

namespace Velro.Tests.Ops;

/// <summary>
/// What an expression of Prometheus' language names: enough of its grammar to tell names of metrics and labels from functions, operators, strings
/// and durations, and no more. <c>promtool</c> says whether an expression is valid.
/// </summary>
internal static partial class PromQl
{
    private static readonly HashSet<string> LabelLists = ["by", "without", "on", "ignoring", "group_left", "group_right"];

    private static readonly HashSet<string> Words =
        ["and", "or", "unless", "atan2", "bool", "offset", "start", "end", "inf", "nan", .. LabelLists];

    /// <summary>The metrics of an expression, also one that a matcher of <c>__name__</c> names, in the order that they appear in.</summary>
    public static IEnumerable<string> MetricNamesIn(string expression) =>
        Names(expression).Where(static name => !name.IsLabel).Select(static name => name.Text);

    /// <summary>The labels of an expression: in matchers and in groupings.</summary>
    public static IEnumerable<string> LabelNamesIn(string expression) =>
        Names(expression).Where(static name => name.IsLabel).Select(static name => name.Text);

    private static IEnumerable<(string Text, bool IsLabel)> Names(string expression)
    {
        var tokens = Token().Matches(WithoutVariables(expression)).Select(static match => match.Value).ToArray();
        var (isMatcher, isLabelList) = (false, false);
        for (var at = 0; at < tokens.Length; at++)
        {
            var (token, next) = (tokens[at], at + 1 < tokens.Length ? tokens[at + 1] : "");
            switch (token[0])
            {
                case '{':
                    isMatcher = true;
                    continue;
                case '}':
                    isMatcher = false;
                    continue;
                case ')':
                    isLabelList = false;
                    continue;
            }

            if (!IsName(token)) continue;
            if (isLabelList)
            {
                yield return (token, true);
            }
            else if (isMatcher)
            {
                if (token != "__name__") yield return (token, true);
                else if (next == "=" && tokens.ElementAtOrDefault(at + 2) is ['"' or '\'' or '`', ..] quoted) yield return (quoted.Trim('"', '\'', '`'), false);
            }
            else if (LabelLists.Contains(token) && next == "(")
            {
                isLabelList = true;
            }
            else if (next != "(" && !Words.Contains(token.ToLowerInvariant()) && !IsAggregation(token, next))
            {
                yield return (token, false);
            }
        }
    }

    /// <summary>An aggregation may have its labels before what it is of: <c>sum by (le) (…)</c>.</summary>
    private static bool IsAggregation(string token, string next) => next is "by" or "without" && Aggregation().IsMatch(token);

    private static bool IsName(string token) => char.IsAsciiLetter(token[0]) || token[0] is '_' or ':';

    /// <summary>A board's variables stand for durations, numbers or values of labels, never for metrics.</summary>
    private static string WithoutVariables(string expression) => Variable().Replace(expression, "1m");

    // Strings and durations are tokens of their own, so that nothing in them is taken for a name.
    [GeneratedRegex("""
        "(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`|[A-Za-z_:][A-Za-z0-9_:]*|[0-9][0-9A-Za-z_.:]*|[{}()\[\]]|[=!~<>+\-*/%^,@]
        """)]
    private static partial Regex Token();

    [GeneratedRegex("^(sum|min|max|avg|group|stddev|stdvar|count|count_values|bottomk|topk|quantile)$")]
    private static partial Regex Aggregation();

    [GeneratedRegex(@"\$\{[^}]+\}|\$\w+|\[\[\w+\]\]")]
    private static partial Regex Variable();
}
