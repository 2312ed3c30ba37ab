using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using OpenIddict.Server;
using Velro.AuthApi.Authentication.SignIn;
using Velro.AuthApi.Authentication.Tokens;
using Velro.AuthApi.Posture;
using Velro.Data.Pools;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Velro.AuthApi.Authentication.OAuth;

/// <summary>Registers and maps signing in by OAuth 2.0 and OpenID Connect.</summary>
internal static class OAuthServices
{
    /// <summary>Where the parts are that need the request's credentials to have been read by ASP.NET Core; nothing else passes through that.</summary>
    private static readonly string[] Paths = ["/connect", "/account", "/.well-known/openid-configuration", "/.well-known/jwks"];

    public static IServiceCollection AddOAuth(this IServiceCollection services)
    {
        services.AddOptions<OAuthOptions>().BindConfiguration(OAuthOptions.Section);
        services.AddDbContextPool<OAuthDbContext>(static (provider, options) =>
            options.UseNpgsql(provider.GetRequiredKeyedService<NpgsqlDataSource>(PoolNames.Identity)));
        services.AddSingleton<ClientSecrets>();
        services.AddSingleton<TokenPrincipals>();
        services.AddSingleton<Questions>();
        services.AddSingleton<BuiltInClients>();
        services.AddSingleton<TokenEndpoint>();
        services.AddSingleton<AuthorizeEndpoint>();
        services.AddSingleton<EndSessionEndpoint>();
        services.AddSingleton<UserInfoEndpoint>();
        services.AddSingleton<OAuthPreparation>();
        services.AddHostedService(static provider => provider.GetRequiredService<OAuthPreparation>());
        services.AddSingleton<ServerKeys>();
        services.AddSingleton<IConfigureOptions<OpenIddictServerOptions>>(static provider => provider.GetRequiredService<ServerKeys>());
        services.AddSingleton<IOptionsChangeTokenSource<OpenIddictServerOptions>>(static provider => provider.GetRequiredService<ServerKeys>());
        services.AddOpenIddict()
            .AddCore(static core =>
            {
                core.UseEntityFrameworkCore().UseDbContext<OAuthDbContext>();
                core.ReplaceApplicationManager<OpenIddict.EntityFrameworkCore.Models.OpenIddictEntityFrameworkCoreApplication, ClientManager>();
            })
            .AddServer(Configure);
        services.AddOptions<OpenIddictServerOptions>().Configure<IOptions<TokenOptions>>(static (server, tokens) =>
        {
            server.AccessTokenLifetime = tokens.Value.AccessTokenLifetime;
            server.RefreshTokenLifetime = tokens.Value.RefreshTokenLifetime;
        });
        services.AddAuthentication().AddCookie(BrowserSession.Scheme).AddCookie(BrowserSession.HalfwayScheme);
        SetUp(services, BrowserSession.Scheme, TimeSpan.FromDays(30));
        SetUp(services, BrowserSession.HalfwayScheme, TimeSpan.FromMinutes(5));
        return services;
    }

    /// <summary>Reads credentials of the pages and of <c>/connect</c>, when this node has the keys that it takes; a check passes through none of it.</summary>
    public static void UseOAuth(this WebApplication app)
    {
        // Else the host would have every request pass through it.
        ((IApplicationBuilder)app).Properties["__AuthenticationMiddlewareSet"] = true;
        ((IApplicationBuilder)app).Properties["__AuthorizationMiddlewareSet"] = true;
        var isPublic = !app.Environment.IsDevelopment();
        app.UseWhen(static http => IsOurs(http.Request.Path), branch =>
        {
            // PublicUrl is https there: whoever ended TLS may not have said so, and cookies are for https only.
            if (isPublic) branch.Use(static (http, next) => AsHttpsAsync(http, next));
            branch.UseMiddleware<OAuthGate>();
            branch.UseAuthentication();
        });
    }

    /// <summary>They describe themselves in <c>/.well-known/openid-configuration</c>, as their standards say.</summary>
    public static void MapOAuth(this WebApplication application)
    {
        var app = application.MapGroup("").ExcludeFromDescription();
        app.MapPost(TokenEndpoint.Path, static (HttpContext http, TokenEndpoint endpoint) => endpoint.AnswerAsync(http)).DisableAntiforgery();
        app.MapMethods(AuthorizeEndpoint.Path, [HttpMethods.Get, HttpMethods.Post], static (
            HttpContext http,
            AuthorizeEndpoint endpoint,
            OpenIddict.Abstractions.IOpenIddictApplicationManager clients,
            OpenIddict.Abstractions.IOpenIddictAuthorizationManager authorizations) => endpoint.AnswerAsync(http, clients, authorizations));
        app.MapMethods(EndSessionEndpoint.Path, [HttpMethods.Get, HttpMethods.Post],
            static (HttpContext http, EndSessionEndpoint endpoint) => endpoint.AnswerAsync(http));
        app.MapMethods(UserInfoEndpoint.Path, [HttpMethods.Get, HttpMethods.Post],
            static (HttpContext http, UserInfoEndpoint endpoint) => endpoint.AnswerAsync(http));
    }

    private static Task AsHttpsAsync(HttpContext http, RequestDelegate next)
    {
        http.Request.Scheme = Uri.UriSchemeHttps;
        return next(http);
    }

    /// <summary>However it is cased, as routes are found.</summary>
    private static bool IsOurs(PathString path)
    {
        foreach (var ours in Paths)
        {
            if (path.StartsWithSegments(ours, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }

    private static void Configure(OpenIddictServerBuilder server)
    {
        server.SetTokenEndpointUris(TokenEndpoint.Path)
            .SetAuthorizationEndpointUris(AuthorizeEndpoint.Path)
            .SetEndSessionEndpointUris(EndSessionEndpoint.Path)
            .SetUserInfoEndpointUris(UserInfoEndpoint.Path)
            .SetRevocationEndpointUris("/connect/revocation")
            .SetIntrospectionEndpointUris("/connect/introspect")
            .SetConfigurationEndpointUris("/.well-known/openid-configuration")
            .SetJsonWebKeySetEndpointUris("/.well-known/jwks");
        server.AllowAuthorizationCodeFlow().AllowRefreshTokenFlow().AllowClientCredentialsFlow().AllowPasswordFlow();
        server.RequireProofKeyForCodeExchange();
        server.RegisterScopes([Scopes.Email, Scopes.Profile, .. Velro.Authorization.Callers.Scopes.All]);
        server.RegisterClaims(Claims.Subject, Claims.Name, Claims.Email, Claims.EmailVerified, TokenClaims.Session, TokenClaims.AuthenticationLevel);
        server.DisableAccessTokenEncryption();
        // A refresh token that comes twice ends its family, without a time in which it may (RFC 9700, section 4.14.2).
        server.SetRefreshTokenReuseLeeway(TimeSpan.Zero);
        server.SetAuthorizationCodeLifetime(TimeSpan.FromMinutes(1));
        server.Configure(static options => options.CodeChallengeMethods.Remove(CodeChallengeMethods.Plain));
        server.AddEventHandler(ReplayEndsSession.Descriptor);
        server.AddEventHandler(RevocationEndsSession.Descriptor);
        foreach (var descriptor in RefusedClientIsRecorded.Descriptors) server.AddEventHandler(descriptor);
        server.AddEventHandler(IntrospectionAsksSession.Descriptor);
        server.AddEventHandler(AccessTokensAreNotKept.Descriptor);
        server.UseAspNetCore()
            // Whether the way to here is safe is the deployment's to say: PublicUrl is https outside development.
            .DisableTransportSecurityRequirement()
            .EnableTokenEndpointPassthrough()
            .EnableAuthorizationEndpointPassthrough()
            .EnableEndSessionEndpointPassthrough()
            .EnableUserInfoEndpointPassthrough();
    }

    /// <summary>The cookies have the names of their schemes, and are lax: a client's question comes from another site, as a link does.</summary>
    private static void SetUp(IServiceCollection services, string scheme, TimeSpan lifetime) =>
        services.AddOptions<CookieAuthenticationOptions>(scheme).Configure<IHostEnvironment>((options, environment) =>
        {
            SafeCookies.SetUp(options.Cookie, scheme, SameSiteMode.Lax, environment);
            options.ExpireTimeSpan = lifetime;
            options.SlidingExpiration = false;
        });
}
