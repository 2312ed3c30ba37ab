using System.Globalization;
using Velro.LoadTest.Arrivals;
using Velro.LoadTest.Scenarios;

namespace Velro.LoadTest.Measuring;

/// <summary>Ends an interval of the measurements from time to time, and tells of each in a line.</summary>
internal sealed class Progress(
    LatencyLog log, Traffic traffic, RateProfile profile, TimeSpan interval, TimeProvider time, Action<string> tell)
{
    private readonly List<IntervalFigures> _intervals = [];

    public IReadOnlyList<IntervalFigures> Intervals => _intervals;

    public async Task RunAsync(long startedAt, CancellationToken until)
    {
        tell("    time  phase  actions/s requests   errors      p50      p95      p99      lag   open");
        using var timer = new PeriodicTimer(interval, time);
        var last = time.GetElapsedTime(startedAt);
        while (true)
        {
            var isEnding = false;
            try
            {
                await timer.WaitForNextTickAsync(until);
            }
            catch (OperationCanceledException)
            {
                isEnding = true;
            }

            var now = time.GetElapsedTime(startedAt);
            if (isEnding && now - last < interval / 4) return;
            var arrivals = profile.RateAt(last + ((now - last) / 2));
            var figures = log.TakeInterval(now, now - last, now <= profile.Ramp ? "ramp" : "hold", arrivals);
            last = now;
            _intervals.Add(figures);
            tell(Line(figures));
            if (isEnding) return;
        }
    }

    private string Line(IntervalFigures figures) => string.Create(
        CultureInfo.InvariantCulture,
        $"{TimeSpan.FromSeconds(figures.At):mm\\:ss\\.f}  {figures.Phase,-5} {figures.Arrivals,9:0} "
        + $"{figures.Count / figures.Seconds,9:0} {figures.Errors,8} {figures.P50,8:0.0} {figures.P95,8:0.0} {figures.P99,8:0.0} "
        + $"{figures.LagP99,8:0.0} {traffic.Open,6}");
}
