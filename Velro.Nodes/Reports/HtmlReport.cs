using System.Globalization;
using System.Net;
using System.Text;

namespace Velro.Nodes.Reports;

/// <summary>A report as one page that needs nothing but itself: no script, no style and no picture from elsewhere.</summary>
public static class HtmlReport
{
    private const string Style =
        """
        :root { color-scheme: light dark; --ink: #1c2127; --soft: #56606b; --line: #dde2e7; --paper: #fff; --card: #f6f8fa; --good: #1a7f4b; --bad: #c4232b;
          --none: #66707b; --c0: #0072b2; --c1: #b94e00; --c2: #00795a; --c3: #a6528a; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6e9ed; --soft: #9aa5b1; --line: #333b44; --paper: #14181d; --card: #1c2229; --good: #4cc38a;
          --bad: #ff7b7b; --none: #8b96a2; --c0: #4aa3df; --c1: #ff8a3d; --c2: #2fc79a; --c3: #d592bd; } }
        body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 0 auto; max-width: 1200px; padding: 24px 24px 60px; }
        h1 { font-size: 25px; margin: 0 0 4px; } h2 { font-size: 19px; margin: 34px 0 8px; } p { margin: 4px 0 10px; } .soft { color: var(--soft); }
        .tiles { display: flex; flex-wrap: wrap; gap: 12px; margin: 16px 0 0; }
        .tile { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 10px 16px; min-width: 120px; }
        .tile b { display: block; font-size: 22px; } .tile span { color: var(--soft); font-size: 13px; }
        .scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
        th { text-align: left; font-weight: 600; color: var(--soft); font-size: 13px; }
        th, td { padding: 5px 10px; border-bottom: 1px solid var(--line); vertical-align: top; } .n { text-align: right; white-space: nowrap; }
        .good { color: var(--good); font-weight: 600; } .bad { color: var(--bad); font-weight: 600; } .none { color: var(--none); }
        .plots { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 460px), 1fr)); gap: 16px; }
        figure { margin: 0; background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 12px 14px 10px; }
        figcaption { font-weight: 600; } figcaption span { color: var(--soft); font-weight: 400; }
        svg { width: 100%; height: auto; display: block; } .grid { stroke: var(--line); } .tick { fill: var(--soft); font-size: 11px; }
        polyline { fill: none; stroke-width: 1.8; stroke-linejoin: round; } .limit { stroke: var(--bad); stroke-dasharray: 5 4; }
        .legend { list-style: none; display: flex; flex-wrap: wrap; gap: 2px 16px; padding: 0; margin: 4px 0 0; font-size: 13px; }
        .legend i { display: inline-block; width: 20px; vertical-align: middle; margin-right: 6px; }
        """;

    /// <summary>Writes it.</summary>
    public static string Write(PerformanceReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var title = $"Velro, {Figures.Moment(report.From)} – {Figures.Moment(report.To)}";
        var page = new StringBuilder();
        page.Append(
            CultureInfo.InvariantCulture,
            $"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Text(title)}</title><style>{Style}</style></head><body><main>
            <h1>Performance of Velro</h1>
            <p class="soft">{Text(Figures.Moment(report.From))} – {Text(Figures.Moment(report.To))}, made {Text(Figures.Moment(report.MadeAt))}.
            {Text(ReportTexts.CoverageOf(report))}</p>

            """);
        Tiles(page, report);
        var sections = ReportTexts.SectionsOf(report).ToArray();
        foreach (var section in sections[..3]) Section(page, section);
        page.Append("<h2>Over time</h2><div class=\"plots\">\n");
        foreach (var plot in report.Plots) page.Append(TimePlot.Render(plot)).Append('\n');
        page.Append("</div>\n");
        foreach (var section in sections[3..]) Section(page, section);
        return page.Append("</main></body></html>\n").ToString();
    }

    private static void Tiles(StringBuilder page, PerformanceReport report)
    {
        var (met, missed) = (Of(TargetOutcome.Met), Of(TargetOutcome.Missed));
        var missing = report.Targets.Count - met - missed;
        var requests = report.Operations.Sum(static operation => operation.Requests);
        page.Append("<div class=\"tiles\">");
        Tile($"{met}", "targets met", "good");
        Tile($"{missed}", "missed", missed > 0 ? "bad" : "");
        Tile($"{missing}", "not known", missing > 0 ? "none" : "");
        Tile(report.Nodes.Count == 0 ? Figures.Missing : Figures.Count(requests), "requests", "");
        Tile(report.Nodes.Count == 0 ? Figures.Missing : Figures.Count(report.Incidents.Count), "incidents", report.Incidents.Count > 0 ? "bad" : "");
        page.Append("</div>\n");

        int Of(TargetOutcome outcome) => report.Targets.Count(target => target.Outcome == outcome);
        void Tile(string number, string name, string tone) => page.Append(
            CultureInfo.InvariantCulture, $"<div class=\"tile\"><b class=\"{tone}\">{Text(number)}</b><span>{Text(name)}</span></div>");
    }

    private static void Section(StringBuilder page, ReportSection section)
    {
        page.Append(CultureInfo.InvariantCulture, $"<h2>{Text(section.Heading)}</h2>\n");
        if (section.Intro is { } intro) page.Append(CultureInfo.InvariantCulture, $"<p class=\"soft\">{Text(intro)}</p>\n");
        if (section.Rows.Count == 0)
        {
            page.Append(CultureInfo.InvariantCulture, $"<p class=\"none\">{Text(section.WhenEmpty)}</p>\n");
            return;
        }

        page.Append("<div class=\"scroll\" tabindex=\"0\"><table><thead><tr>");
        foreach (var column in section.Columns) page.Append(CultureInfo.InvariantCulture, $"<th scope=\"col\"{(column.IsNumber ? " class=\"n\"" : "")}>{Text(column.Name)}</th>");
        page.Append("</tr></thead><tbody>\n");
        foreach (var row in section.Rows)
        {
            page.Append("<tr>");
            for (var i = 0; i < row.Length; i++)
            {
                var tone = row[i].Tone switch { Tone.Good => " good", Tone.Bad => " bad", Tone.Missing => " none", _ => "" };
                page.Append(CultureInfo.InvariantCulture, $"<td class=\"{(section.Columns[i].IsNumber ? "n" : "")}{tone}\">{Text(row[i].Text)}</td>");
            }

            page.Append("</tr>\n");
        }

        page.Append("</tbody></table></div>\n");
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
