using System.Diagnostics.CodeAnalysis;

namespace Aspire.Hosting;

/// <summary>A project's <c>launchSettings.json</c>.</summary>
public sealed class LaunchSettings
{
    /// <summary>The profiles by name, in their order in the file.</summary>
    [SuppressMessage("Usage", "CA2227", Justification = "Aspire's own signature.")]
    public Dictionary<string, LaunchProfile> Profiles { get; set; } = [];
}

/// <summary>One way to start a project.</summary>
public sealed class LaunchProfile
{
    /// <summary>What starts it: <c>Project</c> for <c>dotnet run</c>.</summary>
    public string? CommandName { get; set; }

    /// <summary>Arguments.</summary>
    public string? CommandLineArgs { get; set; }

    /// <summary>Whether to open a browser.</summary>
    public bool? LaunchBrowser { get; set; }

    /// <summary>What the browser opens.</summary>
    public string? LaunchUrl { get; set; }

    /// <summary>The URLs to listen on, separated by semicolons.</summary>
    public string? ApplicationUrl { get; set; }

    /// <summary>Variables.</summary>
    [SuppressMessage("Usage", "CA2227", Justification = "Aspire's own signature.")]
    public Dictionary<string, string> EnvironmentVariables { get; set; } = [];
}
