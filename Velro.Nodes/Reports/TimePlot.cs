using System.Globalization;
using System.Net;
using System.Text;

namespace Velro.Nodes.Reports;

/// <summary>Lines over time, as SVG. A line is broken where nobody knows.</summary>
internal static class TimePlot
{
    private const double Width = 560;
    private const double Height = 200;
    private const double Left = 56;
    private const double Right = 14;
    private const double Top = 10;
    private const double Bottom = 24;

    public static string Render(ReportedPlot plot)
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<figure><figcaption>{Text(plot.Title)} <span>{Text(plot.Unit)}</span></figcaption>");
        double[] values = [.. plot.Lines.SelectMany(static line => line.Points).Select(static point => point.Value).OfType<double>()];
        if (values.Length == 0) return svg.Append("<p class=\"none\">no data</p></figure>").ToString();

        var points = plot.Lines[0].Points;
        var (from, to) = (points[0].At, points[^1].At);
        var most = NiceAbove(Math.Max(values.Max(), plot.Limit is { } limit && limit <= values.Max() * 3 ? limit : 0));
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{Text(plot.Title)}\">");
        for (var i = 0; i <= 4; i++)
        {
            var y = Y(most * i / 4, most);
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y:0.0}\" y2=\"{y:0.0}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"tick\" text-anchor=\"end\" x=\"{Left - 6}\" y=\"{y + 4:0.0}\">{Text(Figures.Digits(most * i / 4))}</text>");
        }

        foreach (var at in TicksOf(from, to))
        {
            var x = X(at, from, to);
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{x:0.0}\" x2=\"{x:0.0}\" y1=\"{Top}\" y2=\"{Height - Bottom}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"tick\" text-anchor=\"middle\" x=\"{x:0.0}\" y=\"{Height - 8}\">{Text(Label(at, to - from))}</text>");
        }

        if (plot.Limit is { } drawn && drawn <= most)
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"limit\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(drawn, most):0.0}\" y2=\"{Y(drawn, most):0.0}\"/>");
        for (var i = 0; i < plot.Lines.Count; i++) Draw(svg, plot.Lines[i], i, from, to, most);
        svg.Append("</svg>");
        Legend(svg, plot);
        return svg.Append("</figure>").ToString();
    }

    private static void Draw(StringBuilder svg, ReportedLine line, int color, DateTimeOffset from, DateTimeOffset to, double most)
    {
        var run = new List<(double X, double Y)>();
        foreach (var point in line.Points.Append(new ReportedPoint(to, null)))
        {
            if (point.Value is { } value)
            {
                run.Add((X(point.At, from, to), Y(value, most)));
                continue;
            }

            if (run.Count == 1)
            {
                svg.Append(CultureInfo.InvariantCulture, $"<circle style=\"fill:var(--c{color})\" r=\"2.5\" cx=\"{run[0].X:0.0}\" cy=\"{run[0].Y:0.0}\"/>");
            }
            else if (run.Count > 1)
            {
                svg.Append(CultureInfo.InvariantCulture, $"<polyline style=\"stroke:var(--c{color})\" points=\"");
                foreach (var (x, y) in run) svg.Append(CultureInfo.InvariantCulture, $"{x:0.0},{y:0.0} ");
                svg.Append("\"/>");
            }

            run.Clear();
        }
    }

    private static void Legend(StringBuilder svg, ReportedPlot plot)
    {
        svg.Append("<ul class=\"legend\">");
        for (var i = 0; i < plot.Lines.Count; i++)
        {
            var isKnown = plot.Lines[i].Points.Any(static point => point.Value is not null);
            svg.Append(CultureInfo.InvariantCulture, $"<li><i style=\"border-top:3px solid var(--c{i})\"></i>{Text(plot.Lines[i].Name)}{(isKnown ? "" : " (no data)")}</li>");
        }

        if (plot.Limit is { } limit)
            svg.Append(CultureInfo.InvariantCulture, $"<li><i style=\"border-top:2px dashed var(--bad)\"></i>limit {Text(Figures.Digits(limit))}</li>");
        svg.Append("</ul>");
    }

    /// <summary>Round times, as many as there is room for: days, or hours that divide one.</summary>
    private static IEnumerable<DateTimeOffset> TicksOf(DateTimeOffset from, DateTimeOffset to)
    {
        double[] minutes = [1, 5, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080, 40_320];
        var step = TimeSpan.FromMinutes(minutes.FirstOrDefault(one => (to - from).TotalMinutes / one <= 8, 80_640));
        if (to <= from) yield break;
        var ticks = (from.UtcTicks / step.Ticks * step.Ticks) + step.Ticks;
        for (var at = new DateTimeOffset(ticks, TimeSpan.Zero); at <= to; at += step) yield return at;
    }

    private static string Label(DateTimeOffset at, TimeSpan span) =>
        at.ToUniversalTime().ToString(span > TimeSpan.FromDays(2) ? "d MMM" : "HH:mm", CultureInfo.InvariantCulture);

    /// <summary>1, 2, 4 or 8 times a power of ten: a quarter of it is a round number too.</summary>
    private static double NiceAbove(double value)
    {
        if (value <= 0) return 1;
        var power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return ((double[])[1, 2, 4, 8, 10]).First(step => step * power >= value * 0.999999) * power;
    }

    private static double X(DateTimeOffset at, DateTimeOffset from, DateTimeOffset to) =>
        Left + (to <= from ? 0.5 : Math.Clamp((at - from) / (to - from), 0, 1)) * (Width - Left - Right);

    private static double Y(double value, double most) => Height - Bottom - (Math.Clamp(value / most, 0, 1) * (Height - Top - Bottom));

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
