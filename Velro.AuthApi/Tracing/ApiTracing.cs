using System.Diagnostics;

namespace Velro.AuthApi.Tracing;

/// <summary>Where the spans of this project come from.</summary>
internal static class ApiTracing
{
    /// <summary>The source.</summary>
    public static readonly ActivitySource Source = new("Velro.AuthApi");
}
