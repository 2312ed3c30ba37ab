using System.Globalization;
using System.Net;
using System.Text;

namespace Velro.LoadTest.Report;

/// <summary>A page that needs nothing but itself: no script, no style and no picture from elsewhere.</summary>
internal sealed class HtmlPage(string title)
{
    private const string Style =
        """
        :root { color-scheme: light dark; --ink: #1c2127; --soft: #5b6570; --line: #dde2e7; --paper: #fff; --card: #f6f8fa;
          --good: #1a7f4b; --bad: #c4232b; --none: #7a8490;
          --c0: #0072b2; --c1: #d55e00; --c2: #009e73; --c3: #cc79a7; --c4: #e69f00; --c5: #56b4e9; --c6: #7a5195; --c7: #8c6d31; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6e9ed; --soft: #9aa5b1; --line: #333b44; --paper: #14181d; --card: #1c2229;
          --good: #4cc38a; --bad: #ff6b6b; --none: #8b96a2; --c0: #4aa3df; --c1: #ff8a3d; --c2: #2fc79a; --c6: #b18ad6; --c7: #c9a55c; } }
        body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 0 auto; max-width: 1320px; padding: 24px 28px 60px; }
        h1 { font-size: 26px; margin: 0 0 4px; } h2 { font-size: 19px; margin: 36px 0 10px; } p { margin: 4px 0 10px; } .soft { color: var(--soft); }
        table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
        th { text-align: left; font-weight: 600; color: var(--soft); font-size: 13px; } th, td { padding: 5px 10px; border-bottom: 1px solid var(--line); vertical-align: top; }
        td.n, th.n { text-align: right; white-space: nowrap; } td.by { color: var(--soft); font-size: 13px; }
        .scroll { overflow-x: auto; }
        .pass { color: var(--good); font-weight: 600; } .fail { color: var(--bad); font-weight: 600; } .none { color: var(--none); white-space: nowrap; }
        .plots { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 520px), 1fr)); gap: 18px; }
        figure { margin: 0; background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 12px 14px 10px; }
        figcaption { font-weight: 600; } figcaption span { color: var(--soft); font-weight: 400; }
        svg { width: 100%; height: auto; display: block; } .grid { stroke: var(--line); stroke-width: 1; } .tick { fill: var(--soft); font-size: 11px; }
        polyline { fill: none; stroke-width: 1.8; stroke-linejoin: round; } .mark { stroke: var(--soft); stroke-dasharray: 2 3; } .mark-name { fill: var(--soft); font-size: 10px; }
        .legend { list-style: none; display: flex; flex-wrap: wrap; gap: 2px 16px; padding: 0; margin: 4px 0 0; font-size: 13px; }
        .legend i { display: inline-block; width: 20px; vertical-align: middle; margin-right: 6px; }
        .tiles { display: flex; flex-wrap: wrap; gap: 12px; margin: 16px 0; } .tile { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 10px 16px; min-width: 120px; }
        .tile b { display: block; font-size: 22px; } .tile span { color: var(--soft); font-size: 13px; }
        pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--card); padding: 10px; border-radius: 8px; }
        """;

    private readonly StringBuilder _body = new();

    public static string Text(string text) => WebUtility.HtmlEncode(text);

    /// <summary>Adds markup.</summary>
    public HtmlPage Add(string markup)
    {
        _body.Append(markup).Append('\n');
        return this;
    }

    public HtmlPage Heading(string text) => Add($"<h2>{Text(text)}</h2>");

    /// <summary>Adds a table. Cells are markup; those of columns whose heading begins with '#' are numbers.</summary>
    public HtmlPage Table(IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows)
    {
        _body.Append("<div class=\"scroll\"><table><tr>");
        foreach (var heading in headings) _body.Append(CultureInfo.InvariantCulture, $"<th{Class(heading)}>{Text(heading.TrimStart('#'))}</th>");
        _body.Append("</tr>");
        foreach (var row in rows)
        {
            _body.Append("<tr>");
            for (var i = 0; i < row.Count; i++) _body.Append(CultureInfo.InvariantCulture, $"<td{Class(headings[i])}>{row[i]}</td>");
            _body.Append("</tr>\n");
        }

        _body.Append("</table></div>\n");
        return this;

        static string Class(string heading) => heading.StartsWith('#') ? " class=\"n\"" : "";
    }

    public HtmlPage Plots(IEnumerable<Plot> plots)
    {
        _body.Append("<div class=\"plots\">");
        foreach (var plot in plots) _body.Append(plot.Render()).Append('\n');
        _body.Append("</div>\n");
        return this;
    }

    public string Render() =>
        $"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{Text(title)}</title><style>{Style}</style></head><body>
        {_body}</body></html>
        """;
}
