using System.ComponentModel.DataAnnotations;

namespace Velro.AuthApi.Audit.Trail;

/// <summary>Settings of the audit trail's endpoint, in the configuration section <c>Velro:Audit</c>.</summary>
internal sealed class AuditOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Velro:Audit";

    /// <summary>How long each of the statements of a page may take; then the answer says to ask for less. Default 4 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan QueryTimeout { get; set; } = TimeSpan.FromSeconds(4);
}
