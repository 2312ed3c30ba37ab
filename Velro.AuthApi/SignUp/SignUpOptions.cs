using System.ComponentModel.DataAnnotations;

namespace Velro.AuthApi.SignUp;

/// <summary>Settings of signing up, in the configuration section <c>Velro:SignUp</c>.</summary>
internal sealed class SignUpOptions
{
    public const string Section = "Velro:SignUp";

    /// <summary>Whether anybody may sign up (RIGHTS.md E3); else administrators make users. Default: in development only.</summary>
    public bool? AllowAnonymous { get; set; }

    /// <summary>How long the link counts that a mail carries. Default 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan LinkLifetime { get; set; } = TimeSpan.FromHours(1);
}
