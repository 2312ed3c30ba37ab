using Velro.Benchmarks.Plots;

namespace Velro.Tests.Unit.Benchmarks;

/// <summary>Where values stand along a side of a plot.</summary>
public sealed class PlotScaleTests
{
    [Theory]
    [InlineData(0.9, new[] { 0, 0.2, 0.4, 0.6, 0.8, 1 })]
    [InlineData(1.0, new[] { 0, 0.2, 0.4, 0.6, 0.8, 1 })]
    [InlineData(7.0, new double[] { 0, 2, 4, 6, 8 })]
    [InlineData(12_000, new double[] { 0, 5_000, 10_000, 15_000 })]
    [InlineData(0, new double[] { 0 })]
    public void A_scale_from_zero_has_round_steps_and_reaches_the_largest_value(double largest, double[] ticks)
    {
        var scale = PlotScale.FromZero([0, largest / 2, largest]);

        if (largest > 0) Assert.Equal(ticks, scale.Ticks.Select(static tick => Math.Round(tick.Value, 9)));
        Assert.Equal(0, scale.Place(0));
        Assert.Equal(1, scale.Place(scale.Ticks[^1].Value));
        Assert.True(scale.Ticks[^1].Value >= largest);
    }

    [Fact]
    public void Each_power_of_ten_is_as_far_from_the_next()
    {
        var scale = PlotScale.PowersOfTen([1_000, 10_000_000]);

        Assert.Equal(["1 k", "10 k", "100 k", "1 M", "10 M"], scale.Ticks.Select(static tick => tick.Label));
        Assert.Equal([0, 0.25, 0.5, 0.75, 1], scale.Ticks.Select(tick => Math.Round(scale.Place(tick.Value), 9)));
        Assert.Equal(0.125, scale.Place(Math.Sqrt(1e7)), 9);
    }

    [Fact]
    public void Values_between_powers_of_ten_lie_between_ticks()
    {
        var scale = PlotScale.PowersOfTen([982, 9_841]);

        Assert.Equal([100, 1_000, 10_000], scale.Ticks.Select(static tick => Math.Round(tick.Value, 6)));
        Assert.All(new double[] { 982, 9_841 }, value => Assert.InRange(scale.Place(value), 0.01, 0.999));
    }

    [Fact]
    public void Steps_are_as_far_from_each_other_whatever_they_are()
    {
        var scale = PlotScale.Steps([0, 1, 4, 16, 64]);

        Assert.Equal([0, 0.25, 0.5, 0.75, 1], scale.Ticks.Select(tick => scale.Place(tick.Value)));
        Assert.Equal(0.5, PlotScale.Steps([7]).Place(7));
    }

    [Fact]
    public void What_is_no_number_stretches_no_scale()
    {
        Assert.Equal(5, PlotScale.FromZero([5, double.NaN, double.PositiveInfinity]).Ticks[^1].Value);
        Assert.Equal(10, PlotScale.PowersOfTen([2, 0, double.NaN]).Ticks[^1].Value);
    }
}
