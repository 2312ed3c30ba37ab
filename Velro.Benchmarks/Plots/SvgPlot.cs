using System.Globalization;
using System.Net;
using System.Text;

namespace Velro.Benchmarks.Plots;

/// <summary>
/// A plot of lines as a file of its own (SVG): it carries its colours for a light and a dark page, and refers to nothing.
/// </summary>
/// <param name="title">What it shows.</param>
/// <param name="across">What goes from left to right.</param>
/// <param name="up">What goes up, with its unit.</param>
/// <param name="x">The scale from left to right.</param>
/// <param name="y">The scale upwards.</param>
/// <param name="lines">What is drawn; a line without points is not.</param>
internal sealed class SvgPlot(string title, string across, string up, PlotScale x, PlotScale y, IReadOnlyList<PlotLine> lines)
{
    private const double Width = 720;
    private const double Height = 360;
    private const double Left = 70;
    private const double Right = 24;
    private const double Top = 46;
    private const double Bottom = 88;
    private const double LetterWidth = 6.4;

    /// <summary>Told apart by those who see few colours too (Okabe and Ito), each dark enough for a light page and light enough for a dark one.</summary>
    private static readonly string[] Colors = ["#0d84c6", "#d55e00", "#009e73", "#b8860b", "#c5609a", "#7a7a7a"];

    private const string Style =
        """
        <style>
        .page { fill: #ffffff } .text { fill: #24292f; font: 12px system-ui, sans-serif } .title { font-size: 14px; font-weight: 600 }
        .grid { stroke: #d0d7de; stroke-width: 1 } .line { fill: none; stroke-width: 2 }
        @media (prefers-color-scheme: dark) { .page { fill: #0d1117 } .text { fill: #e6edf3 } .grid { stroke: #30363d } }
        </style>
        """;

    public string Render()
    {
        var svg = new StringBuilder();
        Line(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" width=\"{Width}\" role=\"img\" aria-label=\"{Safe(title)}\">");
        svg.Append(Style).Append('\n');
        Line(svg, $"<rect class=\"page\" width=\"{Width}\" height=\"{Height}\" rx=\"6\"/>");
        Text(svg, Left, 24, "start", title, "text title");
        foreach (var (value, label) in y.Ticks)
        {
            Line(svg, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(value):0.0}\" y2=\"{Y(value):0.0}\"/>");
            Text(svg, Left - 8, Y(value) + 4, "end", label);
        }

        foreach (var (value, label) in x.Ticks)
        {
            Line(svg, $"<line class=\"grid\" x1=\"{X(value):0.0}\" x2=\"{X(value):0.0}\" y1=\"{Top}\" y2=\"{Height - Bottom}\"/>");
            Text(svg, X(value), Height - Bottom + 18, "middle", label);
        }

        Text(svg, (Left + Width - Right) / 2, Height - Bottom + 38, "middle", across);
        Line(svg, $"<text class=\"text\" text-anchor=\"middle\" transform=\"translate(18,{(Top + Height - Bottom) / 2:0.0}) rotate(-90)\">{Safe(up)}</text>");
        for (var i = 0; i < lines.Count; i++) Draw(svg, lines[i], Colors[i % Colors.Length]);
        Legend(svg);
        return svg.Append("</svg>\n").ToString();
    }

    private void Draw(StringBuilder svg, PlotLine line, string color)
    {
        (double X, double Y)[] points = [.. line.Points.Where(static point => double.IsFinite(point.Y))];
        if (points.Length == 0) return;
        var path = string.Join(' ', points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{X(point.X):0.0},{Y(point.Y):0.0}")));
        Line(svg, $"<polyline class=\"line\" stroke=\"{color}\"{(line.IsDashed ? " stroke-dasharray=\"6 4\"" : "")} points=\"{path}\"/>");
        foreach (var point in points) Line(svg, $"<circle fill=\"{color}\" r=\"3\" cx=\"{X(point.X):0.0}\" cy=\"{Y(point.Y):0.0}\"/>");
    }

    /// <summary>As wide as the names are, about, and on a second row where the first is full.</summary>
    private void Legend(StringBuilder svg)
    {
        var (at, row) = (Left, 0);
        for (var i = 0; i < lines.Count; i++)
        {
            var wide = 40 + (lines[i].Name.Length * LetterWidth);
            if (at > Left && at + wide > Width) (at, row) = (Left, row + 1);
            var top = Height - Bottom + 50 + (row * 18);
            Line(svg, $"<rect fill=\"{Colors[i % Colors.Length]}\" x=\"{at:0.0}\" y=\"{top}\" width=\"12\" height=\"12\" rx=\"2\"/>");
            Text(svg, at + 18, top + 10, "start", lines[i].Name);
            at += wide;
        }
    }

    private static void Text(StringBuilder svg, double atX, double atY, string anchor, string text, string style = "text") =>
        Line(svg, $"<text class=\"{style}\" text-anchor=\"{anchor}\" x=\"{atX:0.0}\" y=\"{atY:0.0}\">{Safe(text)}</text>");

    private static void Line(StringBuilder svg, FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private double X(double value) => Left + (x.Place(value) * (Width - Left - Right));

    private double Y(double value) => Height - Bottom - (y.Place(value) * (Height - Top - Bottom));

    private static string Safe(string text) => WebUtility.HtmlEncode(text);
}

/// <summary>A line of a plot.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Points">Where it goes, from left to right; what is no number is left out.</param>
/// <param name="IsDashed">Whether it is drawn dashed.</param>
internal sealed record PlotLine(string Name, IReadOnlyList<(double X, double Y)> Points, bool IsDashed = false);
