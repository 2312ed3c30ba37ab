namespace Velro.LocalAspire.Dashboard.Telemetry.Metrics;

/// <summary>What an instrument measures.</summary>
public enum InstrumentKind
{
    /// <summary>A number that may be anything.</summary>
    Gauge,

    /// <summary>A number that only grows.</summary>
    Counter,

    /// <summary>A number of things that are there now.</summary>
    UpDownCounter,

    /// <summary>A distribution.</summary>
    Histogram,
}

/// <summary>What an instrument is: of which meter, and what it measures in which unit.</summary>
public sealed record InstrumentInfo(string Meter, string Name, string Unit, string Description, InstrumentKind Kind);

/// <summary>An instrument of one source with its points, by combination of attributes.</summary>
internal sealed class Instrument(TelemetrySource source, InstrumentInfo info, TelemetryLimits limits)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Dimension> _dimensions = new(StringComparer.Ordinal);

    public TelemetrySource Source => source;

    public InstrumentInfo Info => info;

    /// <summary>The points that were refused: of combinations beyond the limit.</summary>
    public long Refused { get; private set; }

    /// <summary>Finds or makes the place of a combination, and has it changed.</summary>
    /// <returns>Whether there was room for it, and how many combinations there are more now.</returns>
    public (bool Kept, int Made) Change(KeyValuePair<string, string>[] attributes, bool hasRoom, Action<Dimension> change)
    {
        var key = KeyOf(attributes);
        lock (_gate)
        {
            var made = 0;
            if (!_dimensions.TryGetValue(key, out var dimension))
            {
                if (!hasRoom || _dimensions.Count >= limits.MaxDimensionCount)
                {
                    Refused++;
                    return (false, 0);
                }

                dimension = _dimensions[key] = new Dimension(attributes, limits);
                made = 1;
            }

            change(dimension);
            return (true, made);
        }
    }

    /// <summary>A copy of everything, for who looks.</summary>
    public IReadOnlyList<DimensionData> Read()
    {
        lock (_gate) return [.. _dimensions.Values.Select(dimension => dimension.Read(source))];
    }

    /// <summary>The combinations there are.</summary>
    public int DimensionCount
    {
        get
        {
            lock (_gate) return _dimensions.Count;
        }
    }

    private static string KeyOf(KeyValuePair<string, string>[] attributes)
    {
        if (attributes.Length == 0) return "";
        Array.Sort(attributes, static (one, other) => string.CompareOrdinal(one.Key, other.Key));
        return string.Join('\u0001', attributes.Select(attribute => $"{attribute.Key}\u0002{attribute.Value}"));
    }
}

/// <summary>The points of one combination of attributes. Its instrument's lock is held by whoever uses it.</summary>
internal sealed class Dimension(KeyValuePair<string, string>[] attributes, TelemetryLimits limits)
{
    private readonly RingBuffer<ExemplarRecord> _exemplars = new(limits.MaxExemplarCount);

    public PointSeries<NumberPoint> Numbers { get; } = new(limits);

    public PointSeries<HistogramPoint> Histograms { get; } = new(limits);

    /// <summary>Adds an exemplar; a sender repeats the same one while there is no other.</summary>
    public void Add(ExemplarRecord exemplar)
    {
        for (var i = _exemplars.Count - 1; i >= 0; i--)
        {
            if (_exemplars[i] == exemplar) return;
        }

        _exemplars.Add(exemplar);
    }

    public DimensionData Read(TelemetrySource source) =>
        new(source, attributes, Numbers.ToArray(), Histograms.ToArray(), _exemplars.ToArray());
}

/// <summary>What is known of one combination of attributes, at the moment of asking.</summary>
public sealed record DimensionData(
    TelemetrySource Source,
    KeyValuePair<string, string>[] Attributes,
    NumberPoint[] Numbers,
    HistogramPoint[] Histograms,
    ExemplarRecord[] Exemplars);
