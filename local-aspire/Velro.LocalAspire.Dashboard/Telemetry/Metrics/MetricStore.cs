namespace Velro.LocalAspire.Dashboard.Telemetry.Metrics;

/// <summary>The instruments of each resource with their points.</summary>
internal sealed class MetricStore(TelemetryLimits limits)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TelemetrySource, Dictionary<(string Meter, string Name), Instrument>> _instruments = [];
    private int _dimensionCount;
    private long _version;

    /// <summary>Changes whenever there is something new to see.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>The instrument of a source; null when it has too many already.</summary>
    public Instrument? Find(TelemetrySource source, InstrumentInfo info)
    {
        lock (_gate)
        {
            if (!_instruments.TryGetValue(source, out var own)) _instruments[source] = own = [];
            if (own.TryGetValue((info.Meter, info.Name), out var known)) return known;
            if (own.Count >= limits.MaxInstrumentCount) return null;
            return own[(info.Meter, info.Name)] = new Instrument(source, info, limits);
        }
    }

    /// <summary>Changes what is known of a combination of an instrument's attributes.</summary>
    /// <returns>Whether there was room for it.</returns>
    public bool Change(Instrument instrument, KeyValuePair<string, string>[] attributes, Action<Dimension> change)
    {
        var hasRoom = Volatile.Read(ref _dimensionCount) < limits.MaxDimensionTotal;
        var (kept, made) = instrument.Change(attributes, hasRoom, change);
        if (made > 0) Interlocked.Add(ref _dimensionCount, made);
        return kept;
    }

    /// <summary>There is something new to see.</summary>
    public void Changed() => Interlocked.Increment(ref _version);

    /// <summary>The instruments of a resource, all of its instances.</summary>
    public IReadOnlyList<Instrument> Find(string resource)
    {
        lock (_gate) return [.. _instruments.Where(entry => entry.Key.IsNamed(resource)).SelectMany(entry => entry.Value.Values)];
    }

    /// <summary>The sources that have instruments.</summary>
    public IReadOnlyList<TelemetrySource> Sources()
    {
        lock (_gate) return [.. _instruments.Keys];
    }

    /// <summary>Forgets the instruments of a resource, or of all.</summary>
    public void Clear(string? resource)
    {
        lock (_gate)
        {
            foreach (var source in _instruments.Keys.Where(source => resource is null || source.IsNamed(resource)).ToList())
            {
                Interlocked.Add(ref _dimensionCount, -_instruments[source].Values.Sum(instrument => instrument.DimensionCount));
                _instruments.Remove(source);
            }
        }

        Changed();
    }
}
