using System.Diagnostics;
using OpenTelemetry;

namespace Velro.LocalAspire.Integrations.Redis;

/// <summary>Writes the spans of a span's Redis commands when it ends: no thread of its own, and nothing waits for an interval.</summary>
internal sealed class RedisSpanProcessor(RedisCommandSpans commands) : BaseProcessor<Activity>
{
    /// <inheritdoc/>
    public override void OnEnd(Activity data) => commands.Write(data);
}
