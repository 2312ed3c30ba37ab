namespace Velro.LocalAspire.Dashboard.Telemetry.Traces;

/// <summary>
/// The latest traces: so many that began in each resource, and so many spans in all. What goes is the oldest trace, whole.
/// </summary>
internal sealed class TraceStore(TelemetryLimits limits)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Trace> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<TelemetrySource, RingBuffer<Trace>> _bySource = [];
    private readonly Queue<Trace> _byAge = [];
    private readonly HashSet<string> _attributeNames = [];
    private int _spanCount;
    private long _received;
    private long _version;

    /// <summary>Changes whenever there is something new to see.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>The spans that are kept.</summary>
    public int SpanCount => Volatile.Read(ref _spanCount);

    /// <summary>The spans that have arrived since the start.</summary>
    public long Received => Volatile.Read(ref _received);

    /// <summary>Adds spans of one source.</summary>
    public void Add(TelemetrySource source, IReadOnlyList<SpanRecord> spans)
    {
        if (spans.Count == 0) return;
        lock (_gate)
        {
            foreach (var span in spans)
            {
                if (!_byId.TryGetValue(span.TraceId, out var trace)) trace = Begin(span.TraceId, source);
                if (trace.Add(span, limits.MaxSpansPerTrace)) _spanCount++;
                foreach (var (key, _) in span.Attributes)
                {
                    if (_attributeNames.Count < limits.MaxInstrumentCount) _attributeNames.Add(key);
                }
            }

            while (_spanCount > limits.MaxSpanCount && _byAge.TryDequeue(out var oldest)) ForgetOldest(oldest);
            _received += spans.Count;
            _version++;
        }
    }

    /// <summary>The traces that a condition holds for, the latest start first.</summary>
    public Trace[] Find(Func<Trace, bool> condition)
    {
        // Copied under the lock and looked at outside it: who sends must not wait for who looks.
        Trace[] all;
        lock (_gate) all = [.. _byId.Values];
        var found = Array.FindAll(all, trace => condition(trace));
        var starts = Array.ConvertAll(found, trace => -trace.Start.Ticks);
        Array.Sort(starts, found);
        return found;
    }

    /// <summary>A trace by its id, or by the beginning of it when only one has it.</summary>
    public Trace? Find(string id)
    {
        lock (_gate)
        {
            if (_byId.TryGetValue(id, out var trace)) return trace;
            if (id.Length < 7) return null;
            var matching = _byId.Where(entry => entry.Key.StartsWith(id, StringComparison.OrdinalIgnoreCase)).Take(2).ToList();
            return matching.Count == 1 ? matching[0].Value : null;
        }
    }

    /// <summary>The names of attributes that spans have had, to choose from.</summary>
    public IReadOnlyList<string> AttributeNames()
    {
        lock (_gate) return [.. _attributeNames.Order(StringComparer.Ordinal)];
    }

    /// <summary>Forgets the traces that a resource has spans in, or all.</summary>
    public void Clear(string? resource)
    {
        lock (_gate)
        {
            foreach (var trace in _byId.Values.ToList())
            {
                if (resource is null || trace.Any(span => span.Source.IsNamed(resource))) Forget(trace);
            }

            // What is gone is still in the queues, which would keep its memory.
            foreach (var source in _bySource.Keys.ToList())
            {
                var kept = _bySource[source].ToArray().Where(trace => !trace.IsGone).ToList();
                var ring = _bySource[source] = new RingBuffer<Trace>(limits.MaxTraceCount);
                foreach (var trace in kept) ring.Add(trace);
            }

            ForgetTheGone();
            _version++;
        }
    }

    private Trace Begin(string id, TelemetrySource source)
    {
        var trace = _byId[id] = new Trace(id, source);
        if (!_bySource.TryGetValue(source, out var ring)) _bySource[source] = ring = new RingBuffer<Trace>(limits.MaxTraceCount);
        if (ring.Add(trace, out var displaced)) Forget(displaced);
        _byAge.Enqueue(trace);
        // Behind an old trace of a quiet source there may be any number of a busy one that are gone.
        if (_byAge.Count > 2 * _byId.Count + 1_000) ForgetTheGone();
        return trace;
    }

    private void ForgetTheGone()
    {
        var remaining = _byAge.Where(trace => !trace.IsGone).ToList();
        _byAge.Clear();
        foreach (var trace in remaining) _byAge.Enqueue(trace);
    }

    // Both queues are in the order in which traces began, so the oldest of all is the oldest of its source.
    private void ForgetOldest(Trace oldest)
    {
        Forget(oldest);
        var ring = _bySource[oldest.First];
        while (ring.Count > 0 && ring[0].IsGone) ring.TryRemoveOldest(out _);
    }

    private void Forget(Trace trace)
    {
        if (trace.IsGone) return;
        trace.IsGone = true;
        _byId.Remove(trace.Id);
        _spanCount -= trace.SpanCount;
    }
}
