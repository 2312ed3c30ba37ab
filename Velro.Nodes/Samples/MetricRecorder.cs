using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Velro.Data.Pools;

namespace Velro.Nodes.Samples;

/// <summary>
/// Listens to this process's instruments for its statuses and samples. What it keeps of a request is one addition to a few counts; instruments
/// that are read when somebody looks cost nothing until then.
/// </summary>
public sealed class MetricRecorder : IDisposable
{
    /// <summary>Requests that nothing was mapped for.</summary>
    public const string OtherRequests = "other";

    private const string Requests = "http.server.request.duration";

    /// <summary>There are as many routes as there are endpoints; what comes on top of this is somebody's mistake, and is not to fill the memory.</summary>
    private const int MostOperations = 512;

    private readonly object _factory;
    private readonly Lock _collecting = new();
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<(string Method, string Route), RequestCell> _requests = new();
    private readonly ConcurrentBag<Sums> _counters = [];
    private readonly ConcurrentBag<Sums> _gauges = [];

    /// <summary>Begins to listen.</summary>
    /// <param name="meters">
    /// The process's factory: where several applications run in one process, as in tests, each hears its own. The driver's instruments are all processes'.
    /// </param>
    public MetricRecorder(IMeterFactory meters)
    {
        _factory = meters;
        _listener.InstrumentPublished = Enable;
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, state) => ((IRecording)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, state) => ((IRecording)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, state) => ((IRecording)state!).Record(value, tags));
        _listener.Start();
    }

    private interface IRecording
    {
        void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags);
    }

    /// <summary>What all instruments say now.</summary>
    public RecordedMetrics Collect()
    {
        lock (_collecting)
        {
            foreach (var sums in _counters) sums.BeginObservation();
            foreach (var sums in _gauges) sums.BeginObservation();
            _listener.RecordObservableInstruments();
            return new RecordedMetrics(
                ReadAll(_counters),
                ReadAll(_gauges),
                _requests.ToDictionary(
                    static one => one.Key.Method.Length == 0 ? OtherRequests : $"{one.Key.Method} {one.Key.Route}", static one => one.Value.Read()));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private static Dictionary<string, double> ReadAll(IEnumerable<Sums> instruments)
    {
        var all = new Dictionary<string, double>();
        foreach (var sums in instruments) sums.ReadInto(all);
        return all;
    }

    private void Enable(Instrument instrument, MeterListener listener)
    {
        var isOurs = ReferenceEquals(instrument.Meter.Scope, _factory);
        if (isOurs && instrument.Name == Requests)
        {
            listener.EnableMeasurementEvents(instrument, new RequestRecording(_requests));
            return;
        }

        if (!(isOurs && instrument.Meter.Name.StartsWith("Velro.", StringComparison.Ordinal)) && instrument.Meter.Name != "Npgsql") return;
        switch (KindOf(instrument))
        {
            case "Counter`1":
                Add(_counters, new Sums(instrument.Name, isObserved: false, isAdded: true));
                break;
            case "ObservableCounter`1":
                Add(_counters, new Sums(instrument.Name, isObserved: true, isAdded: false));
                break;
            case "UpDownCounter`1":
                Add(_gauges, new Sums(instrument.Name, isObserved: false, isAdded: true));
                break;
            case "Gauge`1":
                Add(_gauges, new Sums(instrument.Name, isObserved: false, isAdded: false));
                break;
            case "ObservableGauge`1" or "ObservableUpDownCounter`1":
                Add(_gauges, new Sums(instrument.Name, isObserved: true, isAdded: false));
                break;

            // Of other durations the sum and the number are enough: what a request took is known anyway.
            case "Histogram`1" when isOurs:
                listener.EnableMeasurementEvents(
                    instrument,
                    new Timing(Kept(_counters, new Sums($"{instrument.Name}.sum", false, true)), Kept(_counters, new Sums($"{instrument.Name}.count", false, true))));
                break;
        }

        void Add(ConcurrentBag<Sums> kept, Sums sums) =>
            listener.EnableMeasurementEvents(instrument, isOurs ? Kept(kept, sums) : new OfPools(Kept(kept, sums)));

        static Sums Kept(ConcurrentBag<Sums> kept, Sums sums)
        {
            kept.Add(sums);
            return sums;
        }
    }

    private static string KindOf(Instrument instrument) => instrument.GetType().Name;

    /// <summary>The numbers of one instrument by its tags, of which there are few.</summary>
    private sealed class Sums(string name, bool isObserved, bool isAdded) : IRecording
    {
        private const int MostSeries = 256;

        private readonly Lock _adding = new();
        private ImmutableArray<Cell> _cells = [];

        /// <summary>What is not told this time is gone, as a pool that was closed.</summary>
        public void BeginObservation()
        {
            if (isObserved) _cells = [];
        }

        public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var cell in _cells)
            {
                if (!cell.Has(tags)) continue;
                cell.Take(value, isAdded);
                return;
            }

            Append(value, tags);
        }

        public void ReadInto(Dictionary<string, double> numbers)
        {
            // A counter that is there has counted nothing: that is known, and not the same as not knowing.
            if (_cells.IsEmpty && isAdded) numbers.TryAdd(name, 0);

            // Of several processes in one, as in tests, the last one's pools are told.
            foreach (var cell in _cells) numbers[Series.NameOf(name, cell.Tags)] = cell.Value;
        }

        private void Append(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            lock (_adding)
            {
                foreach (var cell in _cells)
                {
                    if (!cell.Has(tags)) continue;
                    cell.Take(value, isAdded);
                    return;
                }

                if (_cells.Length < MostSeries) _cells = _cells.Add(new Cell(tags.ToArray(), value));
            }
        }
    }

    private sealed class Cell(KeyValuePair<string, object?>[] tags, double value)
    {
        private readonly Lock _taking = new();
        private double _value = value;

        public KeyValuePair<string, object?>[] Tags => tags;

        public double Value
        {
            get
            {
                lock (_taking) return _value;
            }
        }

        public bool Has(ReadOnlySpan<KeyValuePair<string, object?>> others)
        {
            if (others.Length != tags.Length) return false;
            for (var i = 0; i < tags.Length; i++)
            {
                if (tags[i].Key != others[i].Key || !Equals(tags[i].Value, others[i].Value)) return false;
            }

            return true;
        }

        public void Take(double next, bool isAdded)
        {
            lock (_taking) _value = isAdded ? _value + next : next;
        }
    }

    /// <summary>What the driver says of this process's pools. Others are a tool's or a test's, and there may be many.</summary>
    private sealed class OfPools(IRecording recording) : IRecording
    {
        public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var (name, tag) in tags)
            {
                if (name == "db.client.connection.pool.name" && tag is string pool && PoolNames.All.Contains(pool)) recording.Record(value, tags);
            }
        }
    }

    private sealed class Timing(Sums sum, Sums count) : IRecording
    {
        public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            sum.Record(value, tags);
            count.Record(1, tags);
        }
    }

    private sealed class RequestRecording(ConcurrentDictionary<(string Method, string Route), RequestCell> requests) : IRecording
    {
        public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var (method, route, status) = ("", "", 0);
            foreach (var (name, tag) in tags)
            {
                switch (name)
                {
                    case "http.request.method":
                        method = tag as string ?? "";
                        break;
                    case "http.route":
                        route = tag as string ?? "";
                        break;
                    case "http.response.status_code":
                        status = tag is int code ? code : 0;
                        break;
                }
            }

            var operation = route.Length == 0 ? ("", "") : (method, route);
            if (!requests.TryGetValue(operation, out var cell))
                cell = requests.Count < MostOperations ? requests.GetOrAdd(operation, static _ => new RequestCell()) : requests.GetOrAdd(("", ""), static _ => new RequestCell());
            cell.Add(value, status >= 500);
        }
    }

    private sealed class RequestCell
    {
        private readonly long[] _buckets = new long[RequestCounts.Bounds.Length + 1];
        private readonly long[] _failedFast = new long[RequestCounts.FailureBounds.Length];
        private long _errors;

        public void Add(double seconds, bool isError)
        {
            Interlocked.Increment(ref _buckets[RequestCounts.BucketOf(seconds)]);
            if (!isError) return;
            Interlocked.Increment(ref _errors);
            for (var i = 0; i < _failedFast.Length; i++)
            {
                if (seconds <= RequestCounts.FailureBounds[i]) Interlocked.Increment(ref _failedFast[i]);
            }
        }

        public RequestCounts Read()
        {
            ImmutableArray<long> buckets = [.. _buckets];
            return new RequestCounts(buckets.Sum(), Volatile.Read(ref _errors), buckets, [.. _failedFast]);
        }
    }
}

/// <summary>What a process's instruments said.</summary>
/// <param name="Counters">What only grows, since the process began (<see cref="Series"/>).</param>
/// <param name="Gauges">What is so at present.</param>
/// <param name="Requests">Requests by operation, since the process began: <c>GET /v1/teams</c>.</param>
public sealed record RecordedMetrics(
    Dictionary<string, double> Counters, Dictionary<string, double> Gauges, Dictionary<string, RequestCounts> Requests);
