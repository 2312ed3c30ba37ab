using System.Globalization;
using System.Net;
using System.Text;

namespace Velro.LoadTest.Report;

/// <summary>A line of a plot.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Points">Where it goes; x from left to right.</param>
/// <param name="IsDashed">Whether it is drawn dashed.</param>
/// <param name="Color">Which of the colors; null: the next.</param>
internal sealed record PlotLine(string Name, IReadOnlyList<(double X, double Y)> Points, bool IsDashed = false, int? Color = null);

/// <summary>A plot of lines, as SVG.</summary>
/// <param name="title">What it shows.</param>
/// <param name="unit">The unit of y.</param>
/// <param name="lines">The lines.</param>
/// <param name="x">The axis of x.</param>
/// <param name="y">The axis of y.</param>
/// <param name="marks">Moments that are marked by a vertical line, with a name.</param>
internal sealed class Plot(
    string title, string unit, IReadOnlyList<PlotLine> lines, IPlotAxis x, IPlotAxis y, IReadOnlyList<(double X, string Name)>? marks = null)
{
    private const double Width = 620;
    private const double Height = 250;
    private const double Left = 52;
    private const double Right = 24;
    private const double Top = 12;
    private const double Bottom = 26;

    /// <summary>How many colors the style sheet has, as <c>--c0</c> and so on.</summary>
    private const int Colors = 8;

    public string Render()
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<figure><figcaption>{Text(title)} <span>{Text(unit)}</span></figcaption>");
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{Text(title)}\">");
        foreach (var (at, label) in y.Ticks)
        {
            var line = Y(at);
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{line:0.0}\" y2=\"{line:0.0}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"tick\" text-anchor=\"end\" x=\"{Left - 6}\" y=\"{line + 4:0.0}\">{Text(label)}</text>");
        }

        foreach (var (at, label) in x.Ticks)
        {
            var line = X(at);
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{line:0.0}\" x2=\"{line:0.0}\" y1=\"{Top}\" y2=\"{Height - Bottom}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"tick\" text-anchor=\"middle\" x=\"{line:0.0}\" y=\"{Height - 9}\">{Text(label)}</text>");
        }

        foreach (var (at, name) in marks ?? [])
        {
            var line = X(at);
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"mark\" x1=\"{line:0.0}\" x2=\"{line:0.0}\" y1=\"{Top}\" y2=\"{Height - Bottom}\"/>");
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<text class=\"mark-name\" transform=\"translate({line - 3:0.0},{Top + 2}) rotate(-90)\" text-anchor=\"end\">{Text(name)}</text>");
        }

        for (var i = 0; i < lines.Count; i++) Draw(svg, lines[i], ColorOf(i));
        svg.Append("</svg>");
        Legend(svg);
        return svg.Append("</figure>").ToString();
    }

    private int ColorOf(int index) => (lines[index].Color ?? index) % Colors;

    private void Draw(StringBuilder svg, PlotLine line, int color)
    {
        if (line.Points.Count == 0) return;
        svg.Append(CultureInfo.InvariantCulture, $"<polyline style=\"stroke:var(--c{color})\"{(line.IsDashed ? " stroke-dasharray=\"5 4\"" : "")} points=\"");
        foreach (var (px, py) in line.Points) svg.Append(CultureInfo.InvariantCulture, $"{X(px):0.0},{Y(py):0.0} ");
        svg.Append("\"/>");
        if (line.Points.Count > 1) return;
        svg.Append(CultureInfo.InvariantCulture, $"<circle style=\"fill:var(--c{color})\" r=\"2.5\" cx=\"{X(line.Points[0].X):0.0}\" cy=\"{Y(line.Points[0].Y):0.0}\"/>");
    }

    private void Legend(StringBuilder svg)
    {
        svg.Append("<ul class=\"legend\">");
        for (var i = 0; i < lines.Count; i++)
        {
            var style = lines[i].IsDashed ? "dashed" : "solid";
            svg.Append(CultureInfo.InvariantCulture, $"<li><i style=\"border-top:3px {style} var(--c{ColorOf(i)})\"></i>{Text(lines[i].Name)}</li>");
        }

        svg.Append("</ul>");
    }

    private double X(double value) => Left + (x.Place(value) * (Width - Left - Right));

    private double Y(double value) => Height - Bottom - (y.Place(value) * (Height - Top - Bottom));

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
