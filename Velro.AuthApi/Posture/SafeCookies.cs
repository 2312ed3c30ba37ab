namespace Velro.AuthApi.Posture;

/// <summary>
/// What all of Velro's cookies have in common. Outside Development they are sent by https only, and their names say so (<c>__Host-</c>,
/// RFC 6265bis): no other host and no plain http may set one of the name.
/// </summary>
internal static class SafeCookies
{
    private const string HostPrefix = "__Host-";

    /// <summary>The name that a cookie has here.</summary>
    public static string NameOf(string name, IHostEnvironment environment) => environment.IsDevelopment() ? name : HostPrefix + name;

    /// <summary>Sets name, path and how it is sent.</summary>
    public static void SetUp(CookieBuilder cookie, string name, SameSiteMode sameSite, IHostEnvironment environment)
    {
        cookie.Name = NameOf(name, environment);
        cookie.Path = "/";
        cookie.HttpOnly = true;
        cookie.SameSite = sameSite;
        cookie.SecurePolicy = environment.IsDevelopment() ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
    }
}
