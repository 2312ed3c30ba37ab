namespace Velro.AuthApi.Management;

/// <summary>Settings of the management endpoints, in the configuration section <c>Velro:Management</c>.</summary>
internal sealed class ManagementOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Velro:Management";

    /// <summary>
    /// Whether every user may create teams that are below no other (RIGHTS.md B4); else only administrators. Default true.
    /// </summary>
    public bool UsersCreateTeams { get; set; } = true;

    /// <summary>Whether every user may create projects (RIGHTS.md B4); else only administrators. Default true.</summary>
    public bool UsersCreateProjects { get; set; } = true;
}
