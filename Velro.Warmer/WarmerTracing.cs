using System.Diagnostics;

namespace Velro.Warmer;

/// <summary>Where the spans of the warmer come from. Each pass that has one is a trace of its own (<see cref="Velro.Data.Tracing.RareSpan"/>).</summary>
internal static class WarmerTracing
{
    /// <summary>The source.</summary>
    public static readonly ActivitySource Source = new("Velro.Warmer");
}
