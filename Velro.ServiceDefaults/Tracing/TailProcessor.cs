using System.Diagnostics;
using OpenTelemetry;

namespace Velro.ServiceDefaults.Tracing;

/// <summary>
/// Stands before all exporters: what is below a request waits here until the request ends, and goes on when its trace is kept. The SDK adds
/// processors that come later to the first one if that is composite, so that they are this one's own, and see nothing that does not go on; so it
/// has to be the first (a test looks whether spans that waited are exported).
/// </summary>
internal sealed class TailProcessor() : CompositeProcessor<Activity>([new Nothing()])
{
    /// <inheritdoc/>
    public override void OnEnd(Activity data)
    {
        if (data.Parent is null) EndRoot(data);
        else if (data.Recorded) base.OnEnd(data);
        else if (RootOf(data) is { Kind: ActivityKind.Server or ActivityKind.Consumer } root && HeldSpans.For(root).Take(data)) Forward(data);
    }

    private void EndRoot(Activity root)
    {
        var held = HeldSpans.Of(root)?.Release(root.Recorded) ?? [];
        if (!root.Recorded) return;

        foreach (var span in held) Forward(span);
        base.OnEnd(root);
    }

    /// <summary>Exporters look at the flag.</summary>
    private void Forward(Activity span)
    {
        span.ActivityTraceFlags |= ActivityTraceFlags.Recorded;
        base.OnEnd(span);
    }

    private static Activity RootOf(Activity span)
    {
        var root = span;
        while (root.Parent is { } parent) root = parent;
        return root;
    }

    /// <summary>A composite processor has at least one.</summary>
    private sealed class Nothing : BaseProcessor<Activity>;
}
