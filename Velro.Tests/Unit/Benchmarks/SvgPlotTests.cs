using System.Globalization;
using System.Xml.Linq;
using Velro.Benchmarks.Plots;

namespace Velro.Tests.Unit.Benchmarks;

/// <summary>Plots are files of their own.</summary>
public sealed class SvgPlotTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void A_plot_is_well_formed_refers_to_nothing_and_has_colours_for_both_kinds_of_pages()
    {
        var text = Plot(("P50 < \"here\" & there", [(1_000, 1), (10_000, 2)])).Render();

        var plot = XDocument.Parse(text);
        Assert.Contains(plot.Descendants(Svg + "text"), static one => one.Value == "P50 < \"here\" & there");
        Assert.Contains("prefers-color-scheme: dark", text, StringComparison.Ordinal);
        Assert.DoesNotContain("href", text, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_goes_where_its_values_are_and_within_the_picture()
    {
        var plot = XDocument.Parse(Plot(("one", [(1_000, 1), (10_000, 2), (100_000, 4)])).Render());

        var points = plot.Descendants(Svg + "circle").Select(static one => (X: Number(one, "cx"), Y: Number(one, "cy"))).ToArray();
        Assert.Equal(3, points.Length);
        Assert.Equal(points[1].X - points[0].X, points[2].X - points[1].X, 0);
        Assert.Equal(2 * (points[0].Y - points[1].Y), points[1].Y - points[2].Y, 0);
        Assert.All(points, static point => Assert.True(point.X is >= 0 and <= 720 && point.Y is >= 0 and <= 360));
    }

    [Fact]
    public void What_is_no_number_is_left_out()
    {
        var plot = XDocument.Parse(Plot(("one", [(1_000, 1), (10_000, double.NaN)]), ("none", [(1_000, double.NaN)])).Render());

        Assert.Single(plot.Descendants(Svg + "circle"));
        Assert.Single(plot.Descendants(Svg + "polyline"));
    }

    [Fact]
    public void Names_in_the_legend_do_not_lie_on_each_other()
    {
        string[] names = ["answers a second", "processor time", "P50", "P50, smallest world in turn", "P95, smallest world in turn"];
        var plot = XDocument.Parse(Plot([.. names.Select(static name => (name, ((double, double)[])[(1_000, 1)]))]).Render());

        var places = plot.Descendants(Svg + "text").Where(one => names.Contains(one.Value)).Select(static one => (X: Number(one, "x"), Y: Number(one, "y"), one.Value));
        foreach (var row in places.GroupBy(static place => place.Y))
        {
            var ordered = row.OrderBy(static place => place.X).ToArray();
            for (var i = 1; i < ordered.Length; i++) Assert.True(ordered[i].X - ordered[i - 1].X > 6 * ordered[i - 1].Value.Length);
            Assert.True(ordered[^1].X + (6 * ordered[^1].Value.Length) <= 720);
            Assert.True(row.Key <= 360);
        }
    }

    private static SvgPlot Plot(params (string Name, (double X, double Y)[] Points)[] lines) => new(
        "Title", "across", "up",
        PlotScale.PowersOfTen(lines.SelectMany(static line => line.Points).Select(static point => point.X)),
        PlotScale.FromZero(lines.SelectMany(static line => line.Points).Select(static point => point.Y)),
        [.. lines.Select(static line => new PlotLine(line.Name, line.Points))]);

    private static double Number(XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
