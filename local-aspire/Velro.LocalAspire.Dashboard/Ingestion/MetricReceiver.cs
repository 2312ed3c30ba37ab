using Google.Protobuf.Collections;
using Velro.LocalAspire.Dashboard.Protocol.Collector;
using Velro.LocalAspire.Dashboard.Protocol.Metrics;
using Velro.LocalAspire.Dashboard.Telemetry;
using Velro.LocalAspire.Dashboard.Telemetry.Metrics;
using Instrument = Velro.LocalAspire.Dashboard.Telemetry.Metrics.Instrument;

namespace Velro.LocalAspire.Dashboard.Ingestion;

/// <summary>Puts points of the wire into the store.</summary>
internal sealed class MetricReceiver(TelemetryStore store, AttributeReader attributes)
{
    // The flag of a point that says only that there is none.
    private const uint NoRecordedValue = 1;

    private static readonly TimeSpan Before = TimeSpan.FromMilliseconds(999);
    private static readonly TimeSpan Known = TimeSpan.FromSeconds(3);

    /// <summary>Takes a batch; the answer counts what could not be kept.</summary>
    public ExportMetricsServiceResponse Receive(ExportMetricsServiceRequest request)
    {
        var refused = 0L;
        foreach (var ofResource in request.ResourceMetrics)
        {
            var source = store.Sources.Find(attributes.Read(ofResource.Resource?.Attributes ?? []));
            foreach (var ofScope in ofResource.ScopeMetrics)
            {
                var meter = attributes.Text(ofScope.Scope?.Name ?? "");
                foreach (var metric in ofScope.Metrics) refused += Add(source, meter, metric);
            }
        }

        store.Metrics.Changed();
        var response = new ExportMetricsServiceResponse();
        if (refused > 0)
        {
            response.PartialSuccess = new ExportMetricsPartialSuccess
            {
                RejectedDataPoints = refused,
                ErrorMessage = "Summaries, or more resources, instruments or combinations of attributes than are kept.",
            };
        }

        return response;
    }

    /// <summary>Adds the points of a metric, and says how many it could not.</summary>
    private long Add(TelemetrySource? source, string meter, Metric metric)
    {
        var kind = KindOf(metric);
        var instrument = source is null || kind is null
            ? null
            : store.Metrics.Find(source, new InstrumentInfo(
                meter, attributes.Text(metric.Name), attributes.Text(metric.Unit), attributes.Text(metric.Description), kind.Value));
        if (instrument is null) return PointCount(metric);
        return metric.DataCase switch
        {
            Metric.DataOneofCase.Gauge => Add(instrument, metric.Gauge.DataPoints, isDelta: false),
            Metric.DataOneofCase.Sum => Add(instrument, metric.Sum.DataPoints, IsDelta(metric.Sum.AggregationTemporality)),
            Metric.DataOneofCase.Histogram => Add(instrument, metric.Histogram),
            _ => Add(instrument, metric.ExponentialHistogram),
        };
    }

    private long Add(Instrument instrument, RepeatedField<NumberDataPoint> points, bool isDelta)
    {
        var refused = 0L;
        foreach (var point in points)
        {
            if ((point.Flags & NoRecordedValue) != 0) continue;
            var value = point.ValueCase == NumberDataPoint.ValueOneofCase.AsInt ? point.AsInt : point.AsDouble;
            var time = AttributeReader.Time(point.TimeUnixNano);
            var kept = store.Metrics.Change(instrument, attributes.Read(point.Attributes), dimension =>
            {
                if (dimension.Numbers.IsEmpty && instrument.Info.Kind == InstrumentKind.Counter && IsNew(instrument.Source, time))
                    dimension.Numbers.Add(new NumberPoint(time - Before, 0));
                var before = isDelta && !dimension.Numbers.IsEmpty ? dimension.Numbers.Last.Value : 0;
                dimension.Numbers.Add(new NumberPoint(time, before + value));
                Add(dimension, point.Exemplars);
            });
            if (!kept) refused++;
        }

        return refused;
    }

    private long Add(Instrument instrument, Histogram histogram)
    {
        var isDelta = IsDelta(histogram.AggregationTemporality);
        var refused = 0L;
        foreach (var point in histogram.DataPoints)
        {
            if ((point.Flags & NoRecordedValue) != 0) continue;
            // A histogram without buckets, or with a wrong number of them, still has its count and sum.
            var isWhole = point.BucketCounts.Count == point.ExplicitBounds.Count + 1;
            double[] bounds = isWhole ? [.. point.ExplicitBounds] : [];
            ulong[] counts = isWhole ? [.. point.BucketCounts] : [point.Count];
            var read = new HistogramPoint(AttributeReader.Time(point.TimeUnixNano), point.Count, point.Sum, bounds, counts);
            if (!Add(instrument, attributes.Read(point.Attributes), read, point.Exemplars, isDelta)) refused++;
        }

        return refused;
    }

    private long Add(Instrument instrument, ExponentialHistogram histogram)
    {
        var isDelta = IsDelta(histogram.AggregationTemporality);
        var refused = 0L;
        foreach (var point in histogram.DataPoints)
        {
            if ((point.Flags & NoRecordedValue) != 0) continue;
            var (bounds, counts) = ExponentialBuckets.ToExplicit(point);
            var read = new HistogramPoint(AttributeReader.Time(point.TimeUnixNano), point.Count, point.Sum, bounds, counts);
            if (!Add(instrument, attributes.Read(point.Attributes), read, point.Exemplars, isDelta)) refused++;
        }

        return refused;
    }

    private bool Add(
        Instrument instrument,
        KeyValuePair<string, string>[] combination,
        HistogramPoint point,
        RepeatedField<Exemplar> exemplars,
        bool isDelta) =>
        store.Metrics.Change(instrument, combination, dimension =>
        {
            var last = dimension.Histograms.Last;
            // One array of bounds for all points: it tells at a glance that the buckets are the same.
            if (last is not null && last.Bounds.AsSpan().SequenceEqual(point.Bounds)) point = point with { Bounds = last.Bounds };
            if (last is null && IsNew(instrument.Source, point.Time))
                dimension.Histograms.Add(new HistogramPoint(point.Time - Before, 0, 0, point.Bounds, new ulong[point.Counts.Length]));
            if (isDelta && last is not null) point = point.Plus(last);
            dimension.Histograms.Add(point);
            Add(dimension, exemplars);
        });

    /// <summary>
    /// Whether a combination that comes for the first time is new, and not only seen for the first time: its source has been heard for a
    /// while. All that it counts has then come since the last export, in which it was not.
    /// </summary>
    private static bool IsNew(TelemetrySource source, DateTime time)
    {
        source.FirstMeasured ??= time;
        return time - source.FirstMeasured > Known;
    }

    private static void Add(Dimension dimension, RepeatedField<Exemplar> exemplars)
    {
        foreach (var exemplar in exemplars)
        {
            var traceId = AttributeReader.Id(exemplar.TraceId);
            if (traceId.Length == 0) continue;
            dimension.Add(new ExemplarRecord(
                AttributeReader.Time(exemplar.TimeUnixNano),
                exemplar.ValueCase == Exemplar.ValueOneofCase.AsInt ? exemplar.AsInt : exemplar.AsDouble,
                traceId,
                AttributeReader.Id(exemplar.SpanId)));
        }
    }

    private static bool IsDelta(AggregationTemporality temporality) => temporality == AggregationTemporality.Delta;

    private static InstrumentKind? KindOf(Metric metric) => metric.DataCase switch
    {
        Metric.DataOneofCase.Gauge => InstrumentKind.Gauge,
        Metric.DataOneofCase.Sum => metric.Sum.IsMonotonic ? InstrumentKind.Counter : InstrumentKind.UpDownCounter,
        Metric.DataOneofCase.Histogram or Metric.DataOneofCase.ExponentialHistogram => InstrumentKind.Histogram,
        _ => null,
    };

    private static int PointCount(Metric metric) => metric.DataCase switch
    {
        Metric.DataOneofCase.Gauge => metric.Gauge.DataPoints.Count,
        Metric.DataOneofCase.Sum => metric.Sum.DataPoints.Count,
        Metric.DataOneofCase.Histogram => metric.Histogram.DataPoints.Count,
        Metric.DataOneofCase.ExponentialHistogram => metric.ExponentialHistogram.DataPoints.Count,
        Metric.DataOneofCase.Summary => metric.Summary.DataPoints.Count,
        _ => 0,
    };
}
