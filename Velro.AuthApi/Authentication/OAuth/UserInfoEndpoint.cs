using Microsoft.AspNetCore.Authentication;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using Velro.AuthApi.Authentication.SignIn;
using Velro.AuthApi.Authentication.Tokens;
using Velro.Data.Accounts;
using Velro.Data.Pools;
using Velro.Data.Transactions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Velro.AuthApi.Authentication.OAuth;

/// <summary><c>/connect/userinfo</c> (OpenID Connect Core 1.0, section 5.3): the person of an access token whose session counts, as they are now.</summary>
internal sealed class UserInfoEndpoint([FromKeyedServices(PoolNames.Identity)] Store store, SessionLife sessions)
{
    public const string Path = "/connect/userinfo";

    public async Task<IResult> AnswerAsync(HttpContext http)
    {
        var principal = (await http.AuthenticateAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme)).Principal;
        if (principal?.GetClaim(TokenClaims.Session) is not { } session || !await sessions.IsOfActiveUserAsync(session, http.RequestAborted))
            return Results.Challenge(RefusalOf(Errors.InvalidToken), [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);

        var userId = principal.GetClaim(Claims.Subject)!;
        var claims = new Dictionary<string, object> { [Claims.Subject] = userId };
        var account = await store.ReadAsync(transaction => AccountTable.FindAsync(transaction, userId), http.RequestAborted);
        if (account is not null && principal.HasScope(Scopes.Profile)) claims[Claims.Name] = account.DisplayName;
        if (account?.Email is { } email && principal.HasScope(Scopes.Email))
        {
            claims[Claims.Email] = email;
            claims[Claims.EmailVerified] = account.IsEmailConfirmed;
        }

        return Results.Json(claims);
    }

    private static AuthenticationProperties RefusalOf(string error) => new(new Dictionary<string, string?>
    {
        [OpenIddictServerAspNetCoreConstants.Properties.Error] = error,
        [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = "The token does not count any more.",
    });
}
