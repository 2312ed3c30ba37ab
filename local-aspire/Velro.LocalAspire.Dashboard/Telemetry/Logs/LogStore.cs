namespace Velro.LocalAspire.Dashboard.Telemetry.Logs;

/// <summary>The latest log entries of each resource.</summary>
internal sealed class LogStore(TelemetryLimits limits)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TelemetrySource, RingBuffer<LogEntry>> _logs = [];
    private readonly HashSet<string> _attributeNames = [];
    private long _lastId;
    private long _version;

    /// <summary>Changes whenever there is something new to see.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>Adds entries of one source, in their order.</summary>
    public void Add(TelemetrySource source, IReadOnlyList<LogEntry> entries)
    {
        if (entries.Count == 0) return;
        lock (_gate)
        {
            if (!_logs.TryGetValue(source, out var log)) _logs[source] = log = new RingBuffer<LogEntry>(limits.MaxLogCount);
            foreach (var entry in entries)
            {
                entry.Id = ++_lastId;
                log.Add(entry);
                foreach (var (key, _) in entry.Attributes)
                {
                    if (_attributeNames.Count < limits.MaxInstrumentCount) _attributeNames.Add(key);
                }
            }

            _version++;
        }
    }

    /// <summary>The entries that a condition holds for, the newest first.</summary>
    public LogEntry[] Find(Func<LogEntry, bool> condition)
    {
        // Copied under the lock and looked at outside it: who sends must not wait for who looks.
        LogEntry[] all;
        lock (_gate)
        {
            all = new LogEntry[_logs.Values.Sum(log => log.Count)];
            var place = 0;
            foreach (var log in _logs.Values)
            {
                log.CopyTo(all.AsSpan(place));
                place += log.Count;
            }
        }

        var found = Array.FindAll(all, entry => condition(entry));
        Array.Sort(found, static (one, other) => other.Time != one.Time ? other.Time.CompareTo(one.Time) : other.Id.CompareTo(one.Id));
        return found;
    }

    /// <summary>An entry by its number.</summary>
    public LogEntry? Find(long id) => Find(entry => entry.Id == id) is [var entry] ? entry : null;

    /// <summary>The names of attributes that entries have had, to choose from.</summary>
    public IReadOnlyList<string> AttributeNames()
    {
        lock (_gate) return [.. _attributeNames.Order(StringComparer.Ordinal)];
    }

    /// <summary>Forgets the entries of a resource, or of all.</summary>
    public void Clear(string? resource)
    {
        lock (_gate)
        {
            foreach (var (source, log) in _logs)
            {
                if (resource is null || source.IsNamed(resource)) log.Clear();
            }

            _version++;
        }
    }
}
