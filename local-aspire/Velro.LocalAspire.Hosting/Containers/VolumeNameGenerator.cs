using System.Diagnostics.CodeAnalysis;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Names volumes so that no two applications share one by accident.</summary>
public static class VolumeNameGenerator
{
    /// <summary>The name of a resource's volume: the application, a hash of its place or project, the resource and the suffix.</summary>
    [SuppressMessage("Globalization", "CA1308", Justification = "Volume names are lower case.")]
    public static string Generate<T>(IResourceBuilder<T> builder, string suffix) where T : IResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(suffix);
        if (Sanitize(suffix) != suffix)
            throw new ArgumentException($"The suffix '{suffix}' must match [a-zA-Z0-9][a-zA-Z0-9_.-]*.", nameof(suffix));
        var application = Sanitize(builder.ApplicationBuilder.Environment.ApplicationName).ToLowerInvariant();
        var hash = builder.ApplicationBuilder.Configuration["AppHost:Sha256"]![..10].ToLowerInvariant();
        return $"{application}-{hash}-{builder.Resource.Name}-{suffix}";
    }

    private static string Sanitize(string name) => string.Concat(name.Select((c, index) => IsAllowed(c, index) ? c : '_'));

    private static bool IsAllowed(char c, int index) =>
        char.IsAsciiLetter(c) || char.IsNumber(c) || (index > 0 && c is '_' or '.' or '-');
}
