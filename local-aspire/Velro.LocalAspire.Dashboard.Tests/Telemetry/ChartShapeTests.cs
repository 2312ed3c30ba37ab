using Velro.LocalAspire.Dashboard.Components.Parts;
using Velro.LocalAspire.Dashboard.Telemetry.Metrics;

namespace Velro.LocalAspire.Dashboard.Tests.Telemetry;

/// <summary>Where a plot's lines and ticks are drawn.</summary>
public sealed class ChartShapeTests
{
    private static readonly DateTime[] Times = [.. Enumerable.Range(0, 5).Select(static i => new DateTime(2027, 1, 1, 0, 0, i, DateTimeKind.Utc))];

    [Fact]
    public void A_missing_value_is_a_gap_and_a_lonely_one_a_dot()
    {
        var path = ShapeOf(0, 10, null, 5, null).PathOf(LineOf(0, 10, null, 5, null));

        Assert.Equal($"M{ChartShape.Left} {ChartShape.Bottom}h0L273 {ChartShape.Top}M667 151h0", path);
    }

    [Theory]
    [InlineData(0, 0, 0, 1)]
    [InlineData(3, 97, 0, 100)]
    [InlineData(-4, 3, -4, 4)]
    [InlineData(0.0012, 0.0018, 0, 0.002)]
    public void Ticks_are_round_numbers_that_hold_all_values_and_nought(double least, double most, double first, double last)
    {
        var values = ShapeOf(least, most).Values;

        Assert.Equal(first, values[0], 9);
        Assert.Equal(last, values[^1], 9);
        Assert.InRange(values.Count, 2, 11);
    }

    [Fact]
    public void A_plot_without_values_has_its_axes() => Assert.Equal([0, 0.2, 0.4, 0.6, 0.8, 1], ShapeOf(null, null).Values.Select(static value => Math.Round(value, 3)));

    [Fact]
    public void Only_what_is_within_the_picture_is_shown()
    {
        var shape = ShapeOf(0, 10);

        Assert.True(shape.Shows(Times[1], 5));
        Assert.False(shape.Shows(Times[0].AddSeconds(-1), 5));
        Assert.False(shape.Shows(Times[1], 11));
    }

    private static PlotLine LineOf(params double?[] values) => new("line", values);

    private static ChartShape ShapeOf(params double?[] values) => new(new MetricPlot(Times[..values.Length], [LineOf(values)], "ms"));
}
