using System.Globalization;
using System.Text;
using Velro.LocalAspire.Dashboard.Telemetry.Metrics;

namespace Velro.LocalAspire.Dashboard.Components.Parts;

/// <summary>A plot as it is drawn: where its lines, ticks and exemplars are in a picture of a fixed size, which the browser scales.</summary>
internal sealed class ChartShape
{
    public const int Width = 900;
    public const int Height = 320;
    public const int Left = 76;
    public const int Right = Width - 36;
    public const int Top = 10;
    public const int Bottom = Height - 28;

    private const int TimeTicks = 6;
    private const int ValueTicks = 5;

    private readonly MetricPlot _plot;
    private readonly double _low;
    private readonly double _high;

    public ChartShape(MetricPlot plot)
    {
        _plot = plot;
        var values = plot.Lines.SelectMany(static line => line.Values).OfType<double>().ToList();
        var (least, most) = (Math.Min(0, values.DefaultIfEmpty().Min()), Math.Max(0, values.DefaultIfEmpty().Max()));
        if (least == most) most = 1;
        var step = StepOf(most - least);
        (_low, _high) = (Math.Floor(least / step) * step, Math.Ceiling(most / step) * step);
        Values = [.. Enumerable.Range(0, (int)Math.Round((_high - _low) / step) + 1).Select(i => _low + (i * step))];
        Times = [.. Enumerable.Range(0, TimeTicks).Select(i => plot.Times[i * (plot.Times.Length - 1) / (TimeTicks - 1)]).Distinct()];
    }

    /// <summary>The values that are named at the side.</summary>
    public IReadOnlyList<double> Values { get; }

    /// <summary>The moments that are named below, UTC.</summary>
    public IReadOnlyList<DateTime> Times { get; }

    /// <summary>A line as the data of a path; where a value is missing it has a gap.</summary>
    public string PathOf(PlotLine line)
    {
        var path = new StringBuilder();
        var isDown = false;
        for (var i = 0; i < line.Values.Length; i++)
        {
            if (line.Values[i] is { } value)
            {
                // A line of no length is drawn as a dot: a value between two gaps is seen.
                path.Append(isDown ? 'L' : 'M').Append(Text(X(_plot.Times[i]))).Append(' ').Append(Text(Y(value)));
                if (!isDown) path.Append("h0");
                isDown = true;
            }
            else
            {
                isDown = false;
            }
        }

        return path.ToString();
    }

    /// <summary>Whether a measurement is within the picture.</summary>
    public bool Shows(DateTime time, double value) => time >= _plot.Times[0] && time <= _plot.Times[^1] && value >= _low && value <= _high;

    public double X(DateTime time)
    {
        var length = _plot.Times[^1] - _plot.Times[0];
        return length == TimeSpan.Zero ? Right : Left + ((Right - Left) * ((time - _plot.Times[0]) / length));
    }

    public double Y(double value) => Bottom - ((Bottom - Top) * ((value - _low) / (_high - _low)));

    /// <summary>A number as SVG has it.</summary>
    public static string Text(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>A step of 1, 2 or 5 times a power of ten, of which a few make the range.</summary>
    private static double StepOf(double range)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(range / ValueTicks)));
        return (range / ValueTicks / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 } * power;
    }
}
