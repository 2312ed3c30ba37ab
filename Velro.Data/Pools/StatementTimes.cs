using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Velro.Data.Pools;

/// <summary>
/// Measures every statement by its name (meter <c>Velro.Data</c>), whether or not it is traced. The driver's own instruments know the pool and not
/// the statement; what knows both is the span that it makes, so that it makes one of each. It says nothing until the statement has ended, which
/// is when the last row was read.
/// </summary>
internal static class StatementTimes
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Velro.Data";

    private const string Driver = "Npgsql";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "velro.db.query.duration",
        "s",
        "What a statement took, by its name, until its last row was read.",
        tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 1, 2.5, 5] });

    /// <summary>Of the process, as the driver's source is.</summary>
    private static readonly Lazy<ActivityListener> Listener = new(Listen);

    /// <summary>Measures from here on.</summary>
    public static void Watch() => _ = Listener.Value;

    private static ActivityListener Listen()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == Driver,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = Record,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static void Record(Activity statement)
    {
        var tags = new TagList { { "velro.db.query", statement.DisplayName } };
        if (statement.GetTagItem("db.npgsql.data_source") is { } pool) tags.Add("db.client.connection.pool.name", pool);
        if (statement.GetTagItem("error.type") is { } error) tags.Add("error.type", error);
        Duration.Record(statement.Duration.TotalSeconds, tags);
    }
}
