using OpenIddict.Abstractions;
using OpenIddict.Server;
using Velro.AuthApi.Authentication.SignIn;
using Velro.AuthApi.Authentication.Tokens;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Velro.AuthApi.Authentication.OAuth;

/// <summary>
/// Revocation (RFC 7009): whoever gives back a token, refresh or access, is done with the session that it names. All tokens of that session
/// count no more, on any node. A client's own token names its standing session, which is not the token's to end: that is said, rather than
/// answered as if it counted no more (section 2.2.1).
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

        var found = await sessions.FindAsync(session, context.CancellationToken);
        if (found is { IsInteractive: false })
        {
            context.Reject(Errors.UnsupportedTokenType, "A client's own token counts for its minutes; delete the client to end it sooner.");
            return;
        }

        if (found is not null) await sessions.EndAsync(session, user, "revoked", context.CancellationToken);

        // Access tokens are not kept, so that there is nothing more to do.
        if (principal.HasTokenType(TokenTypeIdentifiers.AccessToken)) context.HandleRequest();
    }
}
