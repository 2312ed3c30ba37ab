namespace Velro.AuthApi.Authentication.OAuth;

/// <summary>Settings of signing in by OAuth 2.0, in the configuration section <c>Velro:OAuth</c>.</summary>
internal sealed class OAuthOptions
{
    public const string Section = "Velro:OAuth";

    /// <summary>
    /// Whether <c>velro-cli</c> may send a person's password (RIGHTS.md A8; RFC 9700 advises against it). Default: in development only.
    /// </summary>
    public bool? AllowPasswordGrant { get; set; }

    /// <summary>Where <c>velro-web</c> may be sent back to. In development any port of a loopback address as well (RFC 8252, section 7.3).</summary>
    public string[] WebRedirectUris { get; set; } = [];

    /// <summary>Where <c>velro-web</c> may be sent back to after signing out.</summary>
    public string[] WebPostLogoutRedirectUris { get; set; } = [];
}
