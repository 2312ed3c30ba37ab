namespace Velro.LocalAspire.Dashboard.Telemetry.Traces;

/// <summary>The spans of one trace that have arrived, in whatever order, and what they add up to.</summary>
internal sealed class Trace(string id, TelemetrySource first)
{
    private readonly Lock _gate = new();
    private readonly List<SpanRecord> _spans = [];
    private SpanRecord? _earliest;
    private SpanRecord? _root;

    public string Id => id;

    /// <summary>The source whose span arrived first: the trace counts as one of its.</summary>
    public TelemetrySource First => first;

    /// <summary>Whether it has been forgotten, for newer ones or by a person.</summary>
    public bool IsGone { get; set; }

    /// <summary>Adds a span.</summary>
    /// <returns>Whether it is kept: further ones than the limit are counted only.</returns>
    public bool Add(SpanRecord span, int limit)
    {
        lock (_gate)
        {
            if (_spans.Count >= limit)
            {
                Dropped++;
                return false;
            }

            _spans.Add(span);
            if (_earliest is null || span.Start < _earliest.Start) _earliest = span;
            if (span.ParentId.Length == 0 && (_root is null || span.Start < _root.Start)) _root = span;
            if (span.End > End) End = span.End;
            if (span.Status == SpanStatus.Error) Errors++;
            return true;
        }
    }

    /// <summary>The spans that were not kept.</summary>
    public int Dropped { get; private set; }

    /// <summary>The spans that went wrong.</summary>
    public int Errors { get; private set; }

    /// <summary>The latest end of a span, UTC.</summary>
    public DateTime End { get; private set; }

    /// <summary>The earliest start of a span, UTC.</summary>
    public DateTime Start => _earliest!.Start;

    public TimeSpan Duration => End - Start;

    /// <summary>The root span, or the earliest one while the root has not arrived.</summary>
    public SpanRecord Top => _root ?? _earliest!;

    public int SpanCount
    {
        get
        {
            lock (_gate) return _spans.Count;
        }
    }

    /// <summary>A copy of the spans, in the order of arrival.</summary>
    public SpanRecord[] Spans
    {
        get
        {
            lock (_gate) return [.. _spans];
        }
    }

    /// <summary>Whether a condition holds for one of the spans.</summary>
    public bool Any(Func<SpanRecord, bool> condition)
    {
        lock (_gate)
        {
            foreach (var span in _spans)
            {
                if (condition(span)) return true;
            }

            return false;
        }
    }

    /// <summary>How many spans each source has in it, the one that the trace began in first.</summary>
    public IReadOnlyList<(TelemetrySource Source, int Count)> BySource()
    {
        lock (_gate)
        {
            var counts = new List<(TelemetrySource Source, int Count)>();
            foreach (var span in _spans)
            {
                var place = counts.FindIndex(count => ReferenceEquals(count.Source, span.Source));
                if (place < 0) counts.Add((span.Source, 1));
                else counts[place] = (span.Source, counts[place].Count + 1);
            }

            counts.Sort((one, other) => (other.Source == Top.Source).CompareTo(one.Source == Top.Source));
            return counts;
        }
    }
}
