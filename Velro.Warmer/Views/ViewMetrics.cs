using System.Diagnostics.Metrics;
using Velro.Data.Views;

namespace Velro.Warmer.Views;

/// <summary>
/// The instruments of the precomputed views (meter <c>Velro.Views</c>). Those of state are told by the warmer that has the turn.
/// </summary>
internal sealed class ViewMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Velro.Views";

    private const string View = "velro.view";

    private static readonly InstrumentAdvice<double> Seconds =
        new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300] };

    private readonly TimeProvider _time;
    private readonly Counter<long> _computed;
    private readonly Counter<long> _drift;
    private readonly Histogram<double> _passes;
    private readonly Histogram<double> _refreshes;
    private volatile ViewBacklog? _backlog;
    private volatile IReadOnlyCollection<ViewRefresh> _views = [];

    /// <summary>Makes the instruments.</summary>
    public ViewMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        var meter = meters.Create(MeterName);
        _computed = meter.CreateCounter<long>("velro.views.computed", "{row}", "Precomputed rows that were computed again.");
        _drift = meter.CreateCounter<long>(
            "velro.views.drift", "{row}", "Precomputed rows that were wrong, and repaired. It must stay zero.");
        _passes = meter.CreateHistogram("velro.views.pass.duration", "s", "How long one transaction of computing rows took.", tags: null, Seconds);
        _refreshes = meter.CreateHistogram("velro.views.refresh.duration", "s", "How long refreshing a view as a whole took.", tags: null, Seconds);
        meter.CreateObservableGauge("velro.views.backlog", ObserveBacklog, "{mark}", "Marks that wait for the warmer, by kind.");
        meter.CreateObservableGauge("velro.views.backlog.age", ObserveAge, "s", "How long the oldest mark has waited.");
        meter.CreateObservableGauge("velro.views.size", ObserveSizes, "By", "What a view takes on disk, with its indexes.");
        meter.CreateObservableGauge("velro.views.refresh.age", ObserveRefreshes, "s", "The time since a view was refreshed as a whole.");
    }

    public void WasComputed(string view, int rows) => _computed.Add(rows, new KeyValuePair<string, object?>(View, view));

    public void Drifted(string view, int rows) => _drift.Add(rows, new KeyValuePair<string, object?>(View, view));

    public void PassTook(TimeSpan duration) => _passes.Record(duration.TotalSeconds);

    public void RefreshTook(string view, TimeSpan duration) =>
        _refreshes.Record(duration.TotalSeconds, new KeyValuePair<string, object?>(View, view));

    /// <summary>How things are. Null and none: this warmer does not have the turn, and another one tells.</summary>
    public void Tell(ViewBacklog? backlog, IReadOnlyCollection<ViewRefresh> views)
    {
        _backlog = backlog;
        _views = views;
    }

    private IEnumerable<Measurement<long>> ObserveBacklog() => _backlog is { } backlog
        ? ViewBacklog.Kinds.Select(kind =>
            new Measurement<long>(backlog.Marks.GetValueOrDefault(kind), new KeyValuePair<string, object?>("velro.mark.kind", kind)))
        : [];

    private IEnumerable<Measurement<double>> ObserveAge() => _backlog switch
    {
        null => [],
        { OldestAt: { } oldest } => [new Measurement<double>(Math.Max(0, (_time.GetUtcNow() - oldest).TotalSeconds))],
        _ => [new Measurement<double>(0)],
    };

    private IEnumerable<Measurement<long>> ObserveSizes() =>
        _views.Select(static view => new Measurement<long>(view.Bytes, new KeyValuePair<string, object?>(View, view.Name)));

    private IEnumerable<Measurement<double>> ObserveRefreshes() => _views
        .Where(static view => view.RefreshedAt is not null)
        .Select(view => new Measurement<double>(
            Math.Max(0, (_time.GetUtcNow() - view.RefreshedAt!.Value).TotalSeconds), new KeyValuePair<string, object?>(View, view.Name)));
}
