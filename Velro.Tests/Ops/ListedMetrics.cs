using System.Text.RegularExpressions;
using Velro.Tests.Snapshots;

namespace Velro.Tests.Ops;

/// <summary>The metrics and labels that docs/telemetry.md lists, as Prometheus has them. Another test holds that page against a running node.</summary>
internal static partial class ListedMetrics
{
    /// <summary>What Prometheus itself adds: to all that it scrapes, and about it.</summary>
    private static readonly string[] OfPrometheus = ["up", "ALERTS"];

    private static readonly string[] LabelsOfPrometheus = ["job", "instance", "le", "alertname", "alertstate", "severity"];

    /// <summary>The names that an expression may have; a histogram has three.</summary>
    public static HashSet<string> Metrics { get; } = [.. Rows().SelectMany(static row => row.Names), .. OfPrometheus];

    /// <summary>The labels that a series may have.</summary>
    public static HashSet<string> Labels { get; } = [.. Rows().SelectMany(static row => row.Labels), .. LabelsOfPrometheus];

    private static IEnumerable<(string[] Names, string[] Labels)> Rows()
    {
        foreach (Match row in Row().Matches(new Snapshot("docs/telemetry.md").Read()))
        {
            var name = row.Groups["exposed"].Value;
            string[] names = row.Groups["type"].Value.StartsWith("histogram", StringComparison.Ordinal)
                ? [$"{name}_bucket", $"{name}_sum", $"{name}_count"]
                : [name];

            // Names of attributes have a dot; their values, beside them, have none.
            yield return (names, [.. Attribute().Matches(row.Groups["attributes"].Value).Select(static match => match.Groups[1].Value.Replace('.', '_'))]);
        }
    }

    [GeneratedRegex(@"^\| `[^`]+`(?: †)? \| `(?<exposed>[^`*]+)` \| (?<type>[^|]*)\|(?<attributes>[^|]*)\|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"`([a-z_]+(?:\.[a-z_]+)+)`")]
    private static partial Regex Attribute();
}
