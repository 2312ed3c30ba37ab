using System.Globalization;

namespace Velro.Benchmarks.Reports;

/// <summary>A figure of several rounds: in the middle, and from the least to the most.</summary>
internal sealed record Spread(double Median, double Least, double Most)
{
    /// <exception cref="ArgumentException">There is no round.</exception>
    public static Spread Of(IEnumerable<double> rounds)
    {
        double[] sorted = [.. rounds.Order()];
        if (sorted.Length == 0) throw new ArgumentException("There is no round.", nameof(rounds));
        var middle = sorted.Length / 2;
        return new Spread(sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2, sorted[0], sorted[^1]);
    }

    /// <summary>As a cell of a table: <c>0.81 (0.78–0.84)</c>.</summary>
    public string Text(string format) => string.Create(
        CultureInfo.InvariantCulture, $"{Median.ToString(format, CultureInfo.InvariantCulture)} ({Least.ToString(format, CultureInfo.InvariantCulture)}–{Most.ToString(format, CultureInfo.InvariantCulture)})");
}
