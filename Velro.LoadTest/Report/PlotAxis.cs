using System.Globalization;

namespace Velro.LoadTest.Report;

/// <summary>Where values stand along a side of a plot.</summary>
internal interface IPlotAxis
{
    /// <summary>The place of a value, from 0 to 1.</summary>
    double Place(double value);

    /// <summary>The values that are marked, and what stands there.</summary>
    IReadOnlyList<(double Value, string Label)> Ticks { get; }
}

/// <summary>From zero to a little above the largest value.</summary>
internal sealed class LinearAxis : IPlotAxis
{
    private readonly double _end;

    /// <param name="largest">The largest value.</param>
    public LinearAxis(double largest)
    {
        var step = Step(Math.Max(largest, 1e-6) / 4);
        _end = Math.Max(1, Math.Ceiling((largest / step) - 1e-9)) * step;
        Ticks = [.. Enumerable.Range(0, (int)Math.Round(_end / step) + 1).Select(i => (i * step, Label(i * step)))];
    }

    public IReadOnlyList<(double Value, string Label)> Ticks { get; }

    public double Place(double value) => Math.Clamp(value / _end, 0, 1);

    /// <summary>1, 2 or 5, times a power of ten.</summary>
    private static double Step(double atLeast)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(atLeast)));
        return (atLeast / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 } * power;
    }

    private static string Label(double value) => value.ToString(value is >= 10_000 ? "#,##0" : "0.###", CultureInfo.InvariantCulture);
}

/// <summary>Powers of ten, each as wide as the other.</summary>
internal sealed class LogAxis : IPlotAxis
{
    private readonly double _start;
    private readonly double _end;

    /// <param name="smallest">The smallest value.</param>
    /// <param name="largest">The largest.</param>
    public LogAxis(double smallest, double largest)
    {
        _start = Math.Floor(Math.Log10(Math.Max(smallest, 1e-3)));
        _end = Math.Max(_start + 1, Math.Ceiling(Math.Log10(Math.Max(largest, 1e-3))));
        var marks = new List<(double, string)>();
        for (var power = _start; power <= _end; power++)
        {
            foreach (var digit in (ReadOnlySpan<int>)[1, 2, 5])
            {
                var value = digit * Math.Pow(10, power);
                if (digit == 1 || (power < _end && _end - _start <= 3)) marks.Add((value, value.ToString("0.###", CultureInfo.InvariantCulture)));
            }
        }

        Ticks = marks;
    }

    public IReadOnlyList<(double Value, string Label)> Ticks { get; }

    public double Place(double value) => Math.Clamp((Math.Log10(Math.Max(value, 1e-9)) - _start) / (_end - _start), 0, 1);
}

/// <summary>Percentiles, each nine as wide as the one before.</summary>
internal sealed class PercentileAxis : IPlotAxis
{
    private readonly double _nines;

    /// <param name="largest">The largest percentile, less than 100.</param>
    public PercentileAxis(double largest)
    {
        _nines = Math.Max(1, Nines(largest));
        Ticks =
        [
            .. ((double[])[0, 50, 90, 95, 99, 99.9, 99.99, 99.999, 99.9999])
                .Where(percent => Nines(percent) <= _nines)
                .Select(static percent => (percent, percent.ToString(CultureInfo.InvariantCulture) + " %")),
        ];
    }

    public IReadOnlyList<(double Value, string Label)> Ticks { get; }

    public double Place(double value) => Math.Clamp(Nines(value) / _nines, 0, 1);

    private static double Nines(double percent) => -Math.Log10(Math.Max(1 - (percent / 100), 1e-9));
}

/// <summary>Seconds since the start, shown as minutes and seconds.</summary>
internal sealed class TimeAxis : IPlotAxis
{
    private static readonly double[] Steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200, 3600];

    private readonly double _end;

    /// <param name="end">The last second.</param>
    public TimeAxis(double end)
    {
        _end = Math.Max(end, 1);
        var step = Steps.FirstOrDefault(one => _end / one <= 9, 7200);
        Ticks = [.. Enumerable.Range(0, (int)(_end / step) + 1).Select(i => (i * step, Label(i * step)))];
    }

    public IReadOnlyList<(double Value, string Label)> Ticks { get; }

    public double Place(double value) => Math.Clamp(value / _end, 0, 1);

    private static string Label(double seconds) =>
        string.Create(CultureInfo.InvariantCulture, $"{(int)seconds / 60}:{(int)seconds % 60:00}");
}
