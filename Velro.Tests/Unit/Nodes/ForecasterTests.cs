using Velro.Nodes.Foresight;

namespace Velro.Tests.Unit.Nodes;

/// <summary>Foresight warns before a limit is reached, and not when nothing goes anywhere.</summary>
public sealed class ForecasterTests
{
    private static readonly double Step = Forecaster.Interval.TotalSeconds;

    /// <summary>Six kinds of quiet series, sixty of each, a day of each: a million looks.</summary>
    [Fact]
    public void Nothing_that_goes_nowhere_is_warned_of()
    {
        var warned = NoiseSet.All(seeds: 60).Where(static series => FirstWarning(series.Values) >= 0)
            .Select(static series => $"{series.Name} at {FirstWarning(series.Values)}").ToArray();

        Assert.Empty(warned);
    }

    /// <summary>
    /// A series that stood still and then rises to its limit, in an hour to a day: it is warned of while a sixth of the time, or a
    /// quarter of an hour, is left.
    /// </summary>
    [Theory]
    [InlineData(1, 0.3, 0.02)]
    [InlineData(1, 0.6, 0.02)]
    [InlineData(2, 0.2, 0.05)]
    [InlineData(4, 0.4, 0.05)]
    [InlineData(8, 0.1, 0.02)]
    [InlineData(12, 0.5, 0.03)]
    [InlineData(24, 0.3, 0.02)]
    [InlineData(48, 0.3, 0.02)]
    public void A_rise_is_warned_of_before_the_limit_is_reached(double hours, double from, double noise)
    {
        for (var seed = 1; seed <= 10; seed++)
        {
            var random = new Random(seed);
            const int Still = 1440;
            var rise = (int)(hours * 3600 / Step);
            double[] values =
            [
                .. Enumerable.Range(0, Still + rise).Select(i => from + (i < Still ? 0 : (1 - from) * (i - Still) / rise) + (noise * NoiseSet.Gauss(random))),
            ];

            var at = FirstWarning(values);

            Assert.True(at >= Still, $"seed {seed}: warned at {at}, before it rose");
            var left = (Still + rise - at) * Step;
            Assert.True(left >= Math.Min(hours * 3600 / 6, 15 * 60), $"seed {seed}: {left / 60:0} minutes were left of {hours} hours");
        }
    }

    [Fact]
    public void It_tells_when_the_limit_is_reached()
    {
        var forecaster = new Forecaster();
        for (var i = 0; i < 100; i++) forecaster.Take(i * Step, 0.4 + (0.005 * i));

        Assert.True(forecaster.IsWarning);
        Assert.InRange(forecaster.Exhaustion!.Value.TotalSeconds, 20 * Step, 22 * Step);
    }

    [Fact]
    public void A_warning_ends_when_it_goes_back()
    {
        var forecaster = new Forecaster();
        for (var i = 0; i < 100; i++) forecaster.Take(i * Step, 0.4 + (0.005 * i));
        for (var i = 100; i < 170; i++) forecaster.Take(i * Step, 0.4);

        Assert.False(forecaster.IsWarning);
        Assert.Null(forecaster.Exhaustion);
    }

    [Fact]
    public void What_is_no_number_is_not_looked_at()
    {
        var forecaster = new Forecaster();
        for (var i = 0; i < 200; i++) Assert.False(forecaster.Take(i * Step, i % 2 == 0 ? double.NaN : double.PositiveInfinity));

        Assert.Null(forecaster.Exhaustion);
    }

    [Fact]
    public void A_trend_is_the_median_of_the_slopes_whatever_a_quarter_of_the_points_are()
    {
        double[] seconds = [.. Enumerable.Range(0, 40).Select(static i => (double)i)];
        double[] values = [.. seconds.Select(static i => i % 4 == 3 ? 1000 : 2 + (3 * i))];

        var trend = Trend.Of(seconds, values);

        Assert.InRange(trend.Slope, 2.9, 3.1);
    }

    [Fact]
    public void What_has_no_direction_has_no_significance()
    {
        Assert.Equal(0, Trend.Of([0, 1, 2, 3, 4], [1, 1, 1, 1, 1]).Significance);
        Assert.InRange(Trend.Of([0, 1, 2, 3, 4], [1, 2, 1, 2, 1]).Significance, -0.5, 0.5);
    }

    /// <summary>As of memory that grows by a part of itself.</summary>
    [Fact]
    public void A_rise_that_bends_is_warned_of()
    {
        double[] values = [.. Enumerable.Range(0, 1440).Select(static i => 0.1 * Math.Pow(10, i / 1440.0))];

        Assert.InRange(FirstWarning(values), 0, 1440 - 60);
    }

    private static int FirstWarning(double[] values)
    {
        var forecaster = new Forecaster();
        for (var i = 0; i < values.Length; i++)
        {
            if (forecaster.Take(i * Step, values[i])) return i;
        }

        return -1;
    }
}
