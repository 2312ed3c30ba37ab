namespace Velro.LoadTest.Server;

/// <summary>What all processes said of themselves at one time.</summary>
/// <param name="at">When, since the start of the run.</param>
/// <param name="instances">The series of each process.</param>
internal sealed class MetricsSnapshot(TimeSpan at, IReadOnlyDictionary<string, MetricSeries[]> instances)
{
    public TimeSpan At => at;

    /// <summary>The sum of a gauge over all processes and series.</summary>
    public double Sum(string name, Func<MetricSeries, bool>? where = null) => Of(name, where).Sum(static series => series.Value);

    public IEnumerable<MetricSeries> Of(string name, Func<MetricSeries, bool>? where = null) =>
        instances.Values.SelectMany(static series => series).Where(series => series.Name == name && (where is null || where(series)));

    /// <summary>What counters have grown by since another snapshot. One that is less than before began again at zero: its process was restarted.</summary>
    public double Growth(MetricsSnapshot since, string name, Func<MetricSeries, bool>? where = null) =>
        GrowthBy(since, name, static _ => "", where).Values.Sum();

    /// <summary>The same, by what a function says of each series.</summary>
    public Dictionary<string, double> GrowthBy(
        MetricsSnapshot since, string name, Func<MetricSeries, string> by, Func<MetricSeries, bool>? where = null)
    {
        var growth = new Dictionary<string, double>();
        foreach (var (instance, series) in instances)
        {
            var before = since.Find(instance, name);
            foreach (var one in series.Where(one => one.Name == name && (where is null || where(one))))
            {
                var grown = before.TryGetValue(one.Labels, out var old) && old <= one.Value ? one.Value - old : one.Value;
                growth[by(one)] = growth.GetValueOrDefault(by(one)) + grown;
            }
        }

        return growth;
    }

    private Dictionary<string, double> Find(string instance, string name)
    {
        var found = new Dictionary<string, double>();
        foreach (var series in instances.TryGetValue(instance, out var all) ? all : [])
        {
            if (series.Name == name) found[series.Labels] = series.Value;
        }

        return found;
    }
}
