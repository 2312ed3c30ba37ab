using System.Security.Claims;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using Velro.AuthApi.Authentication.SignIn;
using Velro.AuthApi.Authentication.Tokens;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Velro.AuthApi.Authentication.OAuth;

/// <summary>
/// A code or a refresh token that comes a second time was stolen from somebody, or by somebody (RFC 9700, sections 2.1.1 and 4.14.2).
/// OpenIddict refuses it and revokes what it gave; here the session ends too, and with it every access token of the family, on every node.
/// </summary>
internal sealed class ReplayEndsSession(IOpenIddictTokenManager tokens, SessionLife sessions) : IOpenIddictServerHandler<ValidateTokenContext>
{
    public static readonly OpenIddictServerHandlerDescriptor Descriptor = OpenIddictServerHandlerDescriptor
        .CreateBuilder<ValidateTokenContext>()
        .AddFilter<OpenIddictServerHandlerFilters.RequireTokenStorageEnabled>()
        .UseScopedHandler<ReplayEndsSession>()
        .SetOrder(OpenIddictServerHandlers.Protection.ValidateTokenEntry.Descriptor.Order - 500)
        .SetType(OpenIddictServerHandlerType.Custom)
        .Build();

    public async ValueTask HandleAsync(ValidateTokenContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Principal is not { } principal || !IsOfOneUse(principal) || principal.GetTokenId() is not { } id) return;
        if (await tokens.FindByIdAsync(id, context.CancellationToken) is not { } entry) return;
        if (!await tokens.HasStatusAsync(entry, Statuses.Redeemed, context.CancellationToken)) return;

        if (principal.GetClaim(TokenClaims.Session) is { } session && principal.GetClaim(Claims.Subject) is { } user)
            await sessions.EndReplayedAsync(session, user, context.CancellationToken);
    }

    private static bool IsOfOneUse(ClaimsPrincipal principal) =>
        principal.HasTokenType(TokenTypeIdentifiers.RefreshToken) || principal.HasTokenType(TokenTypeIdentifiers.Private.AuthorizationCode);
}
