using System.Text.Json;
using Velro.Nodes.Reports;

namespace Velro.AuthApi.Operations;

/// <summary>A report, as it is answered: names of outcomes instead of numbers, and pairs with names.</summary>
internal sealed record ReportAnswer(
    DateTimeOffset From,
    DateTimeOffset To,
    DateTimeOffset MadeAt,
    double Coverage,
    IReadOnlyList<ReportTargetAnswer> Targets,
    IReadOnlyList<ReportedIncident> Incidents,
    IReadOnlyList<ReportedCapacity> Capacity,
    IReadOnlyList<ReportedOperation> Operations,
    IReadOnlyList<ReportedKind> Kinds,
    IReadOnlyList<ReportedPool> Pools,
    IReadOnlyList<ReportAdaptationAnswer> Adapted,
    IReadOnlyList<ReportedNode> Nodes,
    IReadOnlyList<ReportedPlot> Plots)
{
    public static ReportAnswer Of(PerformanceReport report) => new(
        report.From, report.To, report.MadeAt, report.Coverage,
        [
            .. report.Targets.Select(static target => new ReportTargetAnswer(
                target.Name, target.Target, target.Actual, JsonNamingPolicy.CamelCase.ConvertName(target.Outcome.ToString()))),
        ],
        report.Incidents, report.Capacity, report.Operations, report.Kinds, report.Pools,
        [.. report.Adaptations.Select(static one => new ReportAdaptationAnswer(one.Knob, one.Up, one.Down, one.Last?.Least, one.Last?.Most))],
        report.Nodes, report.Plots);
}

/// <summary>A target: its outcome is <c>met</c>, <c>missed</c> or <c>missing</c>.</summary>
internal sealed record ReportTargetAnswer(string Name, string Target, string? Actual, string Outcome);

/// <summary>What was adapted.</summary>
internal sealed record ReportAdaptationAnswer(string Knob, double Up, double Down, double? Least, double? Most);
