namespace Velro.LoadTest.Measuring;

/// <summary>What was measured of each operation: in the present interval, and since the ramp was over. For several threads at once.</summary>
internal sealed class LatencyLog
{
    private readonly Entry[] _entries = [.. Operations.All.Select(static _ => new Entry())];
    private readonly LatencyHistogram _lag = new();
    private readonly LatencyHistogram _intervalLag = new();
    private readonly Dictionary<ErrorKey, ErrorTally> _errors = [];

    /// <summary>The timestamp from which what is begun counts in the totals.</summary>
    public long HoldsFrom { get; set; } = long.MinValue;

    /// <summary>Notes a request.</summary>
    /// <param name="operation">Its kind.</param>
    /// <param name="intendedAt">When it was to begin, as a timestamp.</param>
    /// <param name="latency">From then to its end.</param>
    /// <param name="service">From when it was sent to its end.</param>
    /// <param name="outcome">How it ended.</param>
    public void Record(Operation operation, long intendedAt, TimeSpan latency, TimeSpan service, Outcome outcome)
    {
        var entry = _entries[operation.Index];
        lock (entry)
        {
            entry.Interval.Record(latency);
            if (outcome == Outcome.Error) entry.IntervalErrors++;
            if (intendedAt < HoldsFrom) return;
            entry.Total.Record(latency);
            entry.ServiceSum += service.TotalMilliseconds;
            if (outcome == Outcome.Error) entry.TotalErrors++;
        }
    }

    /// <summary>Notes how late the generator began something.</summary>
    public void RecordLag(long intendedAt, TimeSpan lag)
    {
        lock (_lag)
        {
            _intervalLag.Record(lag);
            if (intendedAt >= HoldsFrom) _lag.Record(lag);
        }
    }

    /// <summary>Notes what an error was.</summary>
    /// <param name="operation">The kind of request.</param>
    /// <param name="status">The HTTP status; 0: there was no answer.</param>
    /// <param name="code">The problem's code, or what happened to the connection.</param>
    /// <param name="detail">The first one's is kept.</param>
    public void RecordError(Operation operation, int status, string code, string detail)
    {
        lock (_errors)
        {
            var key = new ErrorKey(operation.Name, status, code);
            _errors[key] = _errors.TryGetValue(key, out var tally) ? tally with { Count = tally.Count + 1 } : new ErrorTally(1, detail);
        }
    }

    /// <summary>The errors of the whole run, the most frequent first.</summary>
    public IReadOnlyList<ErrorFigures> Errors()
    {
        lock (_errors)
        {
            return
            [
                .. _errors.OrderByDescending(static error => error.Value.Count)
                    .Select(static error => new ErrorFigures(error.Key.Operation, error.Key.Status, error.Key.Code, error.Value.Count, error.Value.Detail)),
            ];
        }
    }

    /// <summary>Ends the present interval, and begins another.</summary>
    public IntervalFigures TakeInterval(TimeSpan at, TimeSpan length, string phase, double arrivals)
    {
        var operations = new Dictionary<string, IntervalOperation>();
        var all = new LatencyHistogram();
        long errors = 0;
        foreach (var operation in Operations.All)
        {
            var entry = _entries[operation.Index];
            lock (entry)
            {
                if (entry.Interval.Count == 0) continue;
                operations[operation.Name] = new IntervalOperation(
                    entry.Interval.Count, entry.IntervalErrors, entry.Interval.At(50), entry.Interval.At(95), entry.Interval.At(99));
                all.Add(entry.Interval);
                errors += entry.IntervalErrors;
                entry.Interval.Clear();
                entry.IntervalErrors = 0;
            }
        }

        lock (_lag)
        {
            var figures = new IntervalFigures(
                at.TotalSeconds, length.TotalSeconds, phase, arrivals, all.Count, errors, all.At(50), all.At(95), all.At(99), _intervalLag.At(99), operations);
            _intervalLag.Clear();
            return figures;
        }
    }

    /// <summary>What there is of each operation since the ramp was over; nothing of those that did not occur.</summary>
    public IReadOnlyList<OperationFigures> Totals(TimeSpan length)
    {
        var totals = new List<OperationFigures>();
        foreach (var operation in Operations.All)
        {
            var entry = _entries[operation.Index];
            lock (entry)
            {
                var total = entry.Total;
                if (total.Count == 0) continue;
                totals.Add(new OperationFigures(
                    operation.Name, operation.Scenario, operation.Request, total.Count, entry.TotalErrors, total.Count / length.TotalSeconds,
                    total.Mean, entry.ServiceSum / total.Count, total.At(50), total.At(90), total.At(95), total.At(99), total.At(99.9), total.Max,
                    total.Curve()));
            }
        }

        return totals;
    }

    /// <summary>How late the generator was, since the ramp was over.</summary>
    public LagFigures Lag()
    {
        lock (_lag) return new LagFigures(_lag.Mean, _lag.At(50), _lag.At(99), _lag.Max);
    }

    private readonly record struct ErrorKey(string Operation, int Status, string Code);

    private sealed record ErrorTally(long Count, string Detail);

    private sealed class Entry
    {
        public readonly LatencyHistogram Interval = new();
        public readonly LatencyHistogram Total = new();
        public long IntervalErrors;
        public long TotalErrors;
        public double ServiceSum;
    }
}
