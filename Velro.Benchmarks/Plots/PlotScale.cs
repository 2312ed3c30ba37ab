using System.Globalization;

namespace Velro.Benchmarks.Plots;

/// <summary>Where values stand along a side of a plot, and which are marked.</summary>
internal abstract class PlotScale
{
    /// <summary>The values that are marked, ascending, and what stands there.</summary>
    public abstract IReadOnlyList<(double Value, string Label)> Ticks { get; }

    /// <summary>The place of a value: 0 at the beginning, 1 at the end.</summary>
    public abstract double Place(double value);

    /// <summary>From zero to a round number that is no less than any of <paramref name="values"/>.</summary>
    public static PlotScale FromZero(IEnumerable<double> values) => new Linear(values.Where(double.IsFinite).DefaultIfEmpty(0).Max());

    /// <summary>Powers of ten, as far as they are needed for <paramref name="values"/>, which are greater than zero.</summary>
    public static PlotScale PowersOfTen(IEnumerable<double> values)
    {
        double[] all = [.. values.Where(static value => value > 0 && double.IsFinite(value)).DefaultIfEmpty(1)];
        return new Logarithmic(all.Min(), all.Max());
    }

    /// <summary>A few values that are as far from each other, whatever they are.</summary>
    public static PlotScale Steps(IReadOnlyList<double> values) => new Stepped(values);

    private static string Text(double value) => value switch
    {
        >= 1e6 or <= -1e6 => string.Create(CultureInfo.InvariantCulture, $"{value / 1e6:0.##} M"),
        >= 1e3 or <= -1e3 => string.Create(CultureInfo.InvariantCulture, $"{value / 1e3:0.##} k"),
        _ => value.ToString("0.###", CultureInfo.InvariantCulture),
    };

    private sealed class Linear : PlotScale
    {
        private const int AboutSteps = 5;

        private readonly double _end;

        public Linear(double most)
        {
            var atLeast = Math.Max(most, 1e-9) / AboutSteps;
            var power = Math.Pow(10, Math.Floor(Math.Log10(atLeast)));
            var step = power * (atLeast / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 };

            // Of a value that is a step itself, but for how it is counted, no further one is needed.
            var count = Math.Max(1, (int)Math.Ceiling((most / step) - 1e-9));
            _end = count * step;
            Ticks = [.. Enumerable.Range(0, count + 1).Select(i => (i * step, Text(i * step)))];
        }

        public override IReadOnlyList<(double Value, string Label)> Ticks { get; }

        public override double Place(double value) => Math.Clamp(value / _end, 0, 1);
    }

    private sealed class Logarithmic : PlotScale
    {
        private readonly int _first;
        private readonly int _last;

        public Logarithmic(double least, double most)
        {
            _first = (int)Math.Floor(Math.Log10(least) + 1e-9);
            _last = Math.Max(_first + 1, (int)Math.Ceiling(Math.Log10(most) - 1e-9));
            Ticks = [.. Enumerable.Range(_first, _last - _first + 1).Select(static power => Math.Pow(10, power)).Select(static value => (value, Text(value)))];
        }

        public override IReadOnlyList<(double Value, string Label)> Ticks { get; }

        public override double Place(double value) =>
            value <= 0 ? 0 : Math.Clamp((Math.Log10(value) - _first) / (_last - _first), 0, 1);
    }

    private sealed class Stepped(IReadOnlyList<double> values) : PlotScale
    {
        public override IReadOnlyList<(double Value, string Label)> Ticks { get; } = [.. values.Select(static value => (value, Text(value)))];

        public override double Place(double value) =>
            values.Count < 2 ? 0.5 : values.TakeWhile(one => one < value).Count() / (double)(values.Count - 1);
    }
}
