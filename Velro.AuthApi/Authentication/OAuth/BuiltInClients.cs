using System.Text.Json;
using Microsoft.Extensions.Options;
using Velro.Data.Clients;
using Velro.Data.Transactions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Velro.AuthApi.Authentication.OAuth;

/// <summary>
/// The two clients that there always are (RIGHTS.md A8, E4), as the settings have them. Before the web client acts for a person for the first
/// time, the person is asked. Whoever may listen at a loopback address can say that it is that client (RFC 8252, section 8.6), so that such
/// addresses are taken in development alone unless a setting names them.
/// </summary>
internal sealed class BuiltInClients(IOptions<OAuthOptions> options, IHostEnvironment environment)
{
    /// <summary>The first-party program of the command line: may send a person's password.</summary>
    public const string Cli = "velro-cli";

    /// <summary>The first-party program in the browser: code with PKCE.</summary>
    public const string Web = "velro-web";

    private static readonly string[] LoopbackHosts = ["127.0.0.1", "[::1]", "localhost"];

    private static readonly string[] ScopePermissions =
    [
        Permissions.Scopes.Email, Permissions.Scopes.Profile,
        .. Velro.Authorization.Callers.Scopes.OfPeople.Select(static scope => Permissions.Prefixes.Scope + scope),
    ];

    private readonly OAuthOptions _options = options.Value;

    /// <summary>Stores them as they are to be. Replicas that do so at once store the same.</summary>
    public async Task<bool> StoreAsync(StoreTransaction transaction)
    {
        await ClientTable.PutBuiltInAsync(transaction, OfCli());
        await ClientTable.PutBuiltInAsync(transaction, OfWeb());
        return true;
    }

    private BuiltInClientRow OfCli()
    {
        List<string> permissions =
            [Permissions.Endpoints.Token, Permissions.Endpoints.Revocation, Permissions.GrantTypes.RefreshToken, .. ScopePermissions];
        if (_options.AllowPasswordGrant ?? environment.IsDevelopment()) permissions.Add(Permissions.GrantTypes.Password);
        return new BuiltInClientRow(
            Cli, "Velro command line", ApplicationTypes.Native, Json(permissions), Json([]), Json([]), Json([]));
    }

    private BuiltInClientRow OfWeb()
    {
        string[] permissions =
        [
            Permissions.Endpoints.Authorization, Permissions.Endpoints.EndSession, Permissions.Endpoints.Token, Permissions.Endpoints.Revocation,
            Permissions.GrantTypes.AuthorizationCode, Permissions.GrantTypes.RefreshToken, Permissions.ResponseTypes.Code, .. ScopePermissions,
        ];
        var isDevelopment = environment.IsDevelopment();
        return new BuiltInClientRow(
            Web,
            "Velro",
            isDevelopment ? ApplicationTypes.Native : ApplicationTypes.Web,
            Json(permissions),
            Json(_options.WebRedirectUris.Concat(isDevelopment ? Loopback("callback") : [])),
            Json(_options.WebPostLogoutRedirectUris.Concat(isDevelopment ? Loopback("signed-out") : [])),
            Json([Requirements.Features.ProofKeyForCodeExchange]));
    }

    private static IEnumerable<string> Loopback(string path) => LoopbackHosts.Select(host => $"http://{host}/{path}");

    private static string Json(IEnumerable<string> values) => JsonSerializer.Serialize(values);
}
