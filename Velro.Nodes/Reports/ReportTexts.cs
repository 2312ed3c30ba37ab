using System.Globalization;

namespace Velro.Nodes.Reports;

/// <summary>A part of a report: a table.</summary>
internal sealed record ReportSection(string Heading, string? Intro, string WhenEmpty, ReportColumn[] Columns, IReadOnlyList<ReportCell[]> Rows);

/// <summary>A column.</summary>
internal readonly record struct ReportColumn(string Name, bool IsNumber = false);

/// <summary>A cell, and how it is to be taken.</summary>
internal readonly record struct ReportCell(string Text, Tone Tone = Tone.Plain)
{
    public static implicit operator ReportCell(string text) => new(text, text == Figures.Missing ? Tone.Missing : Tone.Plain);
}

/// <summary>How something is to be taken.</summary>
internal enum Tone
{
    /// <summary>As it is.</summary>
    Plain,

    /// <summary>As good.</summary>
    Good,

    /// <summary>As bad.</summary>
    Bad,

    /// <summary>As what nobody knows.</summary>
    Missing,
}

/// <summary>What a report says, for both ways of writing it.</summary>
internal static class ReportTexts
{
    public static string CoverageOf(PerformanceReport report) => report.Nodes.Count == 0
        ? "Nobody has told anything of this period: nothing is known of it."
        : $"Known is what the nodes told of themselves: {Figures.Percent(report.Coverage)} of the period. What is missing is not taken for good.";

    public static IEnumerable<ReportSection> SectionsOf(PerformanceReport report)
    {
        yield return Targets(report);
        yield return Incidents(report);
        yield return Capacity(report);
        yield return Operations(report);
        yield return Caches(report);
        yield return Pools(report);
        yield return Adaptations(report);
        yield return Nodes(report);
    }

    private static ReportSection Targets(PerformanceReport report) => new(
        "Targets", null, Figures.Missing, [new(""), new("Target"), new("Actual", true), new("Outcome")],
        [
            .. report.Targets.Select(static target => new ReportCell[]
            {
                target.Name, target.Target, target.Actual ?? Figures.Missing,
                target.Outcome switch
                {
                    TargetOutcome.Met => new ReportCell("met", Tone.Good),
                    TargetOutcome.Missed => new ReportCell("missed", Tone.Bad),
                    _ => new ReportCell("not known", Tone.Missing),
                },
            }),
        ]);

    private static ReportSection Incidents(PerformanceReport report) => new(
        "Incidents", null,
        report.Nodes.Count == 0 ? "Nothing is known." : "None were told.",
        [new("From"), new("To"), new("Node"), new("What")],
        [
            .. report.Incidents.Select(static incident => new ReportCell[]
            {
                Figures.Moment(incident.From), Figures.Moment(incident.To), incident.Node ?? "", new(incident.Text, Tone.Bad),
            }),
        ]);

    private static ReportSection Capacity(PerformanceReport report) => new(
        "Capacity", "A trend is told when it is one (Theil–Sen, Mann–Kendall), over the whole period.", Figures.Missing,
        [new(""), new("In use", true), new("A day", true), new("Used up in", true)],
        [
            .. report.Capacity.Select(static capacity => new ReportCell[]
            {
                capacity.Name,
                capacity.Share is { } share ? Figures.Percent(share) : Figures.Missing,
                capacity switch
                {
                    { Share: null } => Figures.Missing,
                    { PerDay: { } change } => string.Create(CultureInfo.InvariantCulture, $"{(change < 0 ? "" : "+")}{Figures.Digits(change * 100)} %"),
                    _ => "no trend known",
                },
                capacity switch
                {
                    { Share: null } => Figures.Missing,
                    { DaysLeft: { } days } => new ReportCell($"{Figures.Digits(days)} days", days < 30 ? Tone.Bad : Tone.Plain),
                    { PerDay: not null } => "not in a year",
                    _ => "–",
                },
            }),
        ]);

    private static ReportSection Operations(PerformanceReport report) => new(
        "Operations",
        "Satisfaction is Apdex: up to the time satisfies, up to four times that counts half, 5xx never. Between two bounds of the histogram the lower one counts.",
        "There were no requests, or none were told.",
        [
            new("Operation"), new("Requests", true), new("5xx", true), new("Availability", true), new("Apdex", true), new("by", true), new("p50", true),
            new("p95", true), new("p99", true),
        ],
        [
            .. report.Operations.Select(static operation => new ReportCell[]
            {
                operation.Name, Figures.Count(operation.Requests),
                new(Figures.Count(operation.Errors), operation.Errors > 0 ? Tone.Bad : Tone.Plain),
                Figures.Percent(operation.Availability), Figures.Ratio(operation.Apdex), Figures.Time(operation.ApdexTargetSeconds),
                Figures.Time(operation.P50), Figures.Time(operation.P95), Figures.Time(operation.P99),
            }),
        ]);

    private static ReportSection Caches(PerformanceReport report) => new(
        "Caches", null, "No contexts were read, or none were told.",
        [new("Kind"), new("Reads", true), new("In the process", true), new("Of the others in Redis", true)],
        [
            .. report.Kinds.Select(static kind => new ReportCell[]
            {
                kind.Name, Figures.Count(kind.Reads), kind.ProcessRatio is { } own ? Figures.Percent(own) : Figures.Missing,
                kind.SharedRatio is { } shared ? Figures.Percent(shared) : "none were asked",
            }),
        ]);

    private static ReportSection Pools(PerformanceReport report) => new(
        "Pools", "In use is what was so at the ends of the samples; what came and went between them is not seen, waiting in vain is.", Figures.Missing,
        [new("Pool"), new("Limit of a node", true), new("Most in use", true), new("Waited in vain", true)],
        [
            .. report.Pools.Select(static pool => new ReportCell[]
            {
                pool.Name, Figures.Count(pool.Limit), pool.MostUsed is { } used ? Figures.Count(used) : Figures.Missing,
                pool.Timeouts is { } timeouts ? new ReportCell(Figures.Count(timeouts), timeouts > 0 ? Tone.Bad : Tone.Plain) : Figures.Missing,
            }),
        ]);

    private static ReportSection Adaptations(PerformanceReport report) => new(
        "Adapted", "What processes moved by themselves, within its bounds (docs/operations.md).", Figures.Missing,
        [new("What"), new("Up", true), new("Down", true), new("At the end", true)],
        [
            .. report.Adaptations.Select(static one => new ReportCell[]
            {
                one.Knob, Figures.Count(one.Up), Figures.Count(one.Down),
                one.Last is { } last
                    ? last.Least == last.Most ? Figures.Digits(last.Least) : $"{Figures.Digits(last.Least)} – {Figures.Digits(last.Most)}"
                    : Figures.Missing,
            }),
        ]);

    private static ReportSection Nodes(PerformanceReport report) => new(
        "Nodes", null, "Nobody has told anything.", [new("Node"), new("Process"), new("Hours told", true), new("Starts", true)],
        [
            .. report.Nodes.Select(static node => new ReportCell[]
            {
                node.Name, node.Process, Figures.Digits(node.Hours), Figures.Count(node.Starts),
            }),
        ]);
}
