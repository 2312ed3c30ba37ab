namespace Velro.AuthApi.Authentication.Tokens;

/// <summary>What tokens say beside what every token says, and the values that are Velro's own choice.</summary>
internal static class TokenClaims
{
    /// <summary>The session (OpenID Connect Front-Channel Logout 1.0, section 3).</summary>
    public const string Session = "sid";

    /// <summary>How sure it is who signed in (OpenID Connect Core 1.0, section 2): one of <see cref="AuthenticationLevels"/>.</summary>
    public const string AuthenticationLevel = "acr";

    /// <summary>When the person proved who they are.</summary>
    public const string AuthenticatedAt = "auth_time";

    /// <summary>How they did (RFC 8176).</summary>
    public const string Methods = "amr";
}
