using System.Diagnostics;

namespace Velro.Data.Tracing;

/// <summary>Where the spans of this project come from.</summary>
internal static class DataTracing
{
    /// <summary>The source.</summary>
    public static readonly ActivitySource Source = new("Velro.Data");
}
