namespace Velro.LocalAspire.Dashboard.Telemetry;

/// <summary>
/// How much telemetry is kept: memory is bounded, whatever is sent. What is oldest goes first; what is too much of one thing is cut or
/// refused, and counted. Set under <c>Dashboard:TelemetryLimits</c>.
/// </summary>
internal sealed class TelemetryLimits
{
    /// <summary>The log entries of one resource.</summary>
    public int MaxLogCount { get; set; } = 10_000;

    /// <summary>The traces that began in one resource.</summary>
    public int MaxTraceCount { get; set; } = 10_000;

    /// <summary>The spans of one trace; further ones are counted only.</summary>
    public int MaxSpansPerTrace { get; set; } = 2_000;

    /// <summary>The spans of all traces together; the oldest traces go for new ones.</summary>
    public int MaxSpanCount { get; set; } = 200_000;

    /// <summary>The attributes of one span, log entry, event, link or resource.</summary>
    public int MaxAttributeCount { get; set; } = 128;

    /// <summary>The characters of one attribute's value, a log's message or a name.</summary>
    public int MaxAttributeLength { get; set; } = 8_192;

    /// <summary>The events of one span, and its links.</summary>
    public int MaxSpanEventCount { get; set; } = 128;

    /// <summary>The instruments of one resource.</summary>
    public int MaxInstrumentCount { get; set; } = 1_000;

    /// <summary>The combinations of attributes of one instrument.</summary>
    public int MaxDimensionCount { get; set; } = 500;

    /// <summary>The combinations of attributes of all instruments of all resources.</summary>
    public int MaxDimensionTotal { get; set; } = 20_000;

    /// <summary>
    /// The latest points of a combination; beside them a point for each <see cref="CoarseInterval"/> is kept, as many again.
    /// </summary>
    public int MaxPointCount { get; set; } = 300;

    /// <summary>The distance of the points that are kept longer.</summary>
    public TimeSpan CoarseInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The exemplars of a combination.</summary>
    public int MaxExemplarCount { get; set; } = 32;

    /// <summary>The processes that telemetry is kept of.</summary>
    public int MaxResourceCount { get; set; } = 100;

    /// <summary>Refuses limits with which nothing could be kept.</summary>
    /// <exception cref="InvalidOperationException">A limit is below 1; the message names it.</exception>
    public void Validate()
    {
        foreach (var property in typeof(TelemetryLimits).GetProperties().Where(property => property.PropertyType == typeof(int)))
        {
            if ((int)property.GetValue(this)! < 1)
                throw new InvalidOperationException($"Dashboard:TelemetryLimits:{property.Name} is below 1.");
        }

        if (CoarseInterval <= TimeSpan.Zero)
            throw new InvalidOperationException("Dashboard:TelemetryLimits:CoarseInterval is not above 0.");
    }
}
