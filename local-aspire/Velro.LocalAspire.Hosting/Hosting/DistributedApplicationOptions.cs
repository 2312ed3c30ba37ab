using System.Reflection;

namespace Aspire.Hosting;

/// <summary>How an application is hosted.</summary>
public sealed class DistributedApplicationOptions
{
    private readonly Lazy<Assembly?> _assembly;
    private string? _projectDirectory;

    /// <summary>The ordinary way.</summary>
    public DistributedApplicationOptions() =>
        _assembly = new(() => AssemblyName is { Length: > 0 } name ? Assembly.Load(name) : Assembly.GetEntryAssembly());

    /// <summary>The command line.</summary>
    public string[]? Args { get; set; }

    /// <summary>The AppHost's assembly; null for the one that was started.</summary>
    public string? AssemblyName { get; set; }

    /// <summary>The folder of the AppHost's project; null for the one it was built from.</summary>
    public string? ProjectDirectory
    {
        get => _projectDirectory ?? AppHostMetadata.ProjectDirectoryOf(Assembly);
        set => _projectDirectory = value;
    }

    /// <summary>Whether there is no dashboard.</summary>
    public bool DisableDashboard { get; set; }

    /// <summary>Whether the resources' console logs are written to the AppHost's, too.</summary>
    public bool EnableResourceLogging { get; set; }

    /// <summary>Whether the dashboard may be served without TLS.</summary>
    public bool AllowUnsecuredTransport { get; set; }

    internal Assembly? Assembly => _assembly.Value;
}

/// <summary>What the build writes into an AppHost's assembly.</summary>
internal static class AppHostMetadata
{
    public static string? ProjectDirectoryOf(Assembly? assembly) => Find(assembly, "AppHostProjectPath");

    public static string? ProjectNameOf(Assembly? assembly) => Find(assembly, "AppHostProjectName");

    /// <summary>The project of the dashboard, which is built with the AppHost.</summary>
    public static string? DashboardProjectOf(Assembly? assembly) => Find(assembly, "DashboardProject");

    private static string? Find(Assembly? assembly, string key) => assembly?.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(metadata => string.Equals(metadata.Key, key, StringComparison.OrdinalIgnoreCase))?.Value;
}
