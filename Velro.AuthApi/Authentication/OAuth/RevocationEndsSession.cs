using OpenIddict.Abstractions;
using OpenIddict.Server;
using Velro.AuthApi.Authentication.SignIn;
using Velro.AuthApi.Authentication.Tokens;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Velro.AuthApi.Authentication.OAuth;

/// <summary>
/// Revocation (RFC 7009): whoever gives back a token, refresh or access, is done with the session that it names. All tokens of that session
/// count no more, on any node.
/// </summary>
internal sealed class RevocationEndsSession(SessionLife sessions) : IOpenIddictServerHandler<HandleRevocationRequestContext>
{
    public static readonly OpenIddictServerHandlerDescriptor Descriptor = OpenIddictServerHandlerDescriptor
        .CreateBuilder<HandleRevocationRequestContext>()
        .UseSingletonHandler<RevocationEndsSession>()
        .SetOrder(OpenIddictServerHandlers.Revocation.RevokeToken.Descriptor.Order - 500)
        .SetType(OpenIddictServerHandlerType.Custom)
        .Build();

    public async ValueTask HandleAsync(HandleRevocationRequestContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var principal = context.GenericTokenPrincipal;
        if (principal?.GetClaim(TokenClaims.Session) is not { } session || principal.GetClaim(Claims.Subject) is not { } user) return;

        // The standing session of a client is not a token's to end.
        if (await sessions.FindAsync(session, context.CancellationToken) is { IsInteractive: true })
            await sessions.EndAsync(session, user, "revoked", context.CancellationToken);

        // Access tokens are not kept, so that there is nothing more to do.
        if (principal.HasTokenType(TokenTypeIdentifiers.AccessToken)) context.HandleRequest();
    }
}
