namespace Velro.Tests.Integration.Caching;

/// <summary>The system's time, moved: timers run as they do, and the clocks show another hour.</summary>
internal sealed class OffsetTime : TimeProvider
{
    public TimeSpan Offset { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;

    public override long GetTimestamp() => base.GetTimestamp() + (long)(Offset.TotalSeconds * TimestampFrequency);
}
