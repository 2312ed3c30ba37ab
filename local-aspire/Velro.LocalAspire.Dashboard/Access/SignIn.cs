using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Velro.LocalAspire.Dashboard.Components.Access;

namespace Velro.LocalAspire.Dashboard.Access;

/// <summary>A person gets in with the token that the host prints, and stays in by a cookie.</summary>
internal static class SignIn
{
    public const string Path = "/login";

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(3);

    public static void AddSignIn(this IServiceCollection services, DashboardOptions options)
    {
        var keys = services.AddDataProtection().SetApplicationName("Velro.LocalAspire.Dashboard");
        if (options.Frontend.KeyFolder is { Length: > 0 } folder) keys.PersistKeysToFileSystem(new DirectoryInfo(folder));
        else keys.UseEphemeralDataProtectionProvider();

        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookie =>
        {
            // Browsers keep the cookies of all ports of a host together: each dashboard has a name of its own.
            cookie.Cookie.Name = $".Velro.Dashboard.{options.Frontend.Port}";
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.Cookie.IsEssential = true;
            cookie.ExpireTimeSpan = Lifetime;
            cookie.SlidingExpiration = true;
            cookie.LoginPath = Path;
            cookie.ReturnUrlParameter = "returnUrl";
        });
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
    }

    public static void MapSignIn(this WebApplication app)
    {
        app.MapGet(Path, async (HttpContext http, IOptions<DashboardOptions> options, string? t, string? returnUrl) =>
        {
            if (t is null) return Page(returnUrl, isWrong: false);
            if (!Secrets.Match(options.Value.Frontend.BrowserToken, t)) return Refused(http, returnUrl);
            await EnterAsync(http);
            return Results.LocalRedirect(Local(returnUrl));
        }).AllowAnonymous();

        app.MapPost(Path, async (HttpContext http, IOptions<DashboardOptions> options) =>
        {
            var form = await http.Request.ReadFormAsync(http.RequestAborted);
            var returnUrl = (string?)form["returnUrl"];
            if (!Secrets.Match(options.Value.Frontend.BrowserToken, ((string?)form["t"])?.Trim())) return Refused(http, returnUrl);
            await EnterAsync(http);
            return Results.LocalRedirect(Local(returnUrl));
        }).AllowAnonymous();
    }

    private static RazorComponentResult<Login> Refused(HttpContext http, string? returnUrl)
    {
        http.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Page(returnUrl, isWrong: true);
    }

    private static RazorComponentResult<Login> Page(string? returnUrl, bool isWrong) => new(new Dictionary<string, object?>
    {
        [nameof(Login.ReturnUrl)] = Local(returnUrl),
        [nameof(Login.IsWrong)] = isWrong,
    });

    private static Task EnterAsync(HttpContext http) => http.SignInAsync(
        new ClaimsPrincipal(
            new ClaimsIdentity([new Claim(ClaimTypes.Name, "Developer")], CookieAuthenticationDefaults.AuthenticationScheme)),
        new AuthenticationProperties { IsPersistent = true });

    /// <summary>A path of this site; the first page for anything else.</summary>
    private static string Local(string? url) => url is ['/', not ('/' or '\\'), ..] ? url : "/";
}
