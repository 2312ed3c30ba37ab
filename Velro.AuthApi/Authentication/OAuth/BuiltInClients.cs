using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Velro.AuthApi.Authentication.OAuth;

/// <summary>The two clients that there always are (RIGHTS.md A8, E4), as the settings have them.</summary>
internal sealed class BuiltInClients(IOptions<OAuthOptions> options, IHostEnvironment environment)
{
    /// <summary>The first-party program of the command line: may send a person's password.</summary>
    public const string Cli = "velro-cli";

    /// <summary>The first-party program in the browser: code with PKCE.</summary>
    public const string Web = "velro-web";

    private readonly OAuthOptions _options = options.Value;

    /// <summary>Whether <c>velro-cli</c> may send a person's password.</summary>
    public bool IsPasswordGrantAllowed => _options.AllowPasswordGrant ?? environment.IsDevelopment();

    /// <summary>Stores them as they are to be. Replicas that do so at once store the same.</summary>
    public async Task StoreAsync(IOpenIddictApplicationManager manager, CancellationToken cancellation)
    {
        await StoreAsync(manager, Describe(Cli, "Velro command line", CliPermissions()), cancellation);
        var web = Describe(Web, "Velro", WebPermissions());
        web.Requirements.Add(Requirements.Features.ProofKeyForCodeExchange);
        web.RedirectUris.UnionWith(_options.WebRedirectUris.Select(static text => new Uri(text)));
        web.PostLogoutRedirectUris.UnionWith(_options.WebPostLogoutRedirectUris.Select(static text => new Uri(text)));
        if (environment.IsDevelopment())
        {
            // A loopback address stands for all its ports (application type native).
            web.ApplicationType = ApplicationTypes.Native;
            foreach (var host in (string[])["127.0.0.1", "[::1]", "localhost"])
            {
                web.RedirectUris.Add(new Uri($"http://{host}/callback"));
                web.PostLogoutRedirectUris.Add(new Uri($"http://{host}/signed-out"));
            }
        }

        await StoreAsync(manager, web, cancellation);
    }

    private static async Task StoreAsync(
        IOpenIddictApplicationManager manager, OpenIddictApplicationDescriptor wanted, CancellationToken cancellation)
    {
        if (await manager.FindByClientIdAsync(wanted.ClientId!, cancellation) is not { } present)
        {
            await manager.CreateAsync(wanted, cancellation);
            return;
        }

        await manager.UpdateAsync(present, wanted, cancellation);
    }

    private static OpenIddictApplicationDescriptor Describe(string id, string name, IEnumerable<string> permissions)
    {
        var client = new OpenIddictApplicationDescriptor
        {
            ClientId = id,
            DisplayName = name,
            ClientType = ClientTypes.Public,
            // Whoever may listen at a loopback address can say that it is this client: the person decides (RFC 8252, section 8.6).
            ConsentType = ConsentTypes.Explicit,
        };
        client.Permissions.UnionWith(permissions);
        return client;
    }

    private IEnumerable<string> CliPermissions()
    {
        yield return Permissions.Endpoints.Token;
        yield return Permissions.Endpoints.Revocation;
        yield return Permissions.GrantTypes.RefreshToken;
        if (IsPasswordGrantAllowed) yield return Permissions.GrantTypes.Password;
        foreach (var scope in ScopePermissions()) yield return scope;
    }

    private static IEnumerable<string> WebPermissions()
    {
        yield return Permissions.Endpoints.Authorization;
        yield return Permissions.Endpoints.EndSession;
        yield return Permissions.Endpoints.Token;
        yield return Permissions.Endpoints.Revocation;
        yield return Permissions.GrantTypes.AuthorizationCode;
        yield return Permissions.GrantTypes.RefreshToken;
        yield return Permissions.ResponseTypes.Code;
        foreach (var scope in ScopePermissions()) yield return scope;
    }

    private static IEnumerable<string> ScopePermissions()
    {
        yield return Permissions.Scopes.Email;
        yield return Permissions.Scopes.Profile;
        foreach (var scope in Velro.Authorization.Callers.Scopes.OfPeople) yield return Permissions.Prefixes.Scope + scope;
    }
}
