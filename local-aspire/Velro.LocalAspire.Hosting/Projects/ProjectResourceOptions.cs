namespace Aspire.Hosting;

/// <summary>Which of a project's own settings count.</summary>
public class ProjectResourceOptions
{
    /// <summary>The launch profile, in place of the first one.</summary>
    public string? LaunchProfileName { get; set; }

    /// <summary>Whether no launch profile counts.</summary>
    public bool ExcludeLaunchProfile { get; set; }

    /// <summary>Whether endpoints that the project's settings give Kestrel do not count.</summary>
    public bool ExcludeKestrelEndpoints { get; set; }
}
