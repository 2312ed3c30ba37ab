namespace Velro.Nodes.Foresight;

/// <summary>
/// What a series of numbers does over time: the slope of Theil and Sen (the median of the slopes between all pairs: a third of the points may be
/// anything), and the test of Mann and Kendall for whether it is one.
/// </summary>
/// <param name="Slope">Its change for each second.</param>
/// <param name="Level">Where the line is at the last point: less moved by noise than that point.</param>
/// <param name="Significance">How many standard deviations the test is from what no trend gives; its sign is the trend's.</param>
/// <param name="Noise">The deviation of the points from the line (1.48 times the median of it).</param>
public readonly record struct Trend(double Slope, double Level, double Significance, double Noise)
{
    /// <summary>The trend of points at ascending times.</summary>
    /// <exception cref="ArgumentException">There are fewer than four, or times and values are not as many.</exception>
    public static Trend Of(ReadOnlySpan<double> seconds, ReadOnlySpan<double> values)
    {
        if (seconds.Length != values.Length || values.Length < 4) throw new ArgumentException("A trend is of four points or more.", nameof(values));

        var slopes = new double[values.Length * (values.Length - 1) / 2];
        var (count, concordance) = (0, 0L);
        for (var i = 0; i < values.Length; i++)
        {
            for (var j = i + 1; j < values.Length; j++)
            {
                slopes[count++] = (values[j] - values[i]) / (seconds[j] - seconds[i]);
                concordance += Math.Sign(values[j] - values[i]);
            }
        }

        var slope = MedianOf(slopes);
        var residuals = new double[values.Length];
        for (var i = 0; i < values.Length; i++) residuals[i] = values[i] - (slope * (seconds[i] - seconds[^1]));
        var level = MedianOf([.. residuals]);
        var noise = 1.48 * MedianOf([.. residuals.Select(residual => Math.Abs(residual - level))]);
        return new Trend(slope, level, SignificanceOf(concordance, values, residuals), noise);
    }

    /// <summary>
    /// With the correction for ties, and with that of Yue and Wang (2004) for values that follow the one before: so many are worth fewer. What is left
    /// of a smooth bend follows the one before entirely, and is no noise: hence a limit, within which sixty points that all rise are a trend.
    /// </summary>
    private static double SignificanceOf(long concordance, ReadOnlySpan<double> values, ReadOnlySpan<double> residuals)
    {
        double n = values.Length;
        var variance = n * (n - 1) * ((2 * n) + 5);
        double[] sorted = [.. values];
        Array.Sort(sorted);
        for (var i = 0; i < sorted.Length;)
        {
            var first = i;
            while (i < sorted.Length && sorted[i] == sorted[first]) i++;
            double tied = i - first;
            variance -= tied * (tied - 1) * ((2 * tied) + 5);
        }

        if (variance <= 0) return 0;
        var z = (concordance - Math.Sign(concordance)) / Math.Sqrt(variance / 18);
        var memory = Math.Clamp(CorrelationOf(residuals), 0, 0.85);
        return z * Math.Sqrt((1 - memory) / (1 + memory));
    }

    /// <summary>How much each value is like the one before.</summary>
    private static double CorrelationOf(ReadOnlySpan<double> values)
    {
        var mean = 0.0;
        foreach (var value in values) mean += value / values.Length;
        var (with, all) = (0.0, 0.0);
        for (var i = 0; i < values.Length; i++)
        {
            all += (values[i] - mean) * (values[i] - mean);
            if (i > 0) with += (values[i] - mean) * (values[i - 1] - mean);
        }

        return all <= 0 ? 0 : with / all;
    }

    private static double MedianOf(double[] values)
    {
        Array.Sort(values);
        var middle = values.Length / 2;
        return values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
