using System.Diagnostics;

namespace Velro.Data.Tracing;

/// <summary>
/// The span of a pass in the background: a trace of its own. Passes come again and again from every node, and their traces would hide those of
/// requests; so a pass has one only when the last that had one is some time ago.
/// </summary>
/// <param name="source">Of whom it is.</param>
/// <param name="name">What it is called.</param>
/// <param name="time">The server's clock.</param>
public sealed class RareSpan(ActivitySource source, string name, TimeProvider time)
{
    /// <summary>The least time between two.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private long? _last;

    /// <summary>Begins it, if it is time and somebody listens. One thread at a time.</summary>
    public Activity? Begin()
    {
        if (!source.HasListeners() || _last is { } last && time.GetElapsedTime(last) < Interval) return null;
        _last = time.GetTimestamp();
        return source.StartActivity(name, ActivityKind.Internal, parentContext: default);
    }
}
