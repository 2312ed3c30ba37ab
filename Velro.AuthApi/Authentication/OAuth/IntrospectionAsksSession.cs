using OpenIddict.Abstractions;
using OpenIddict.Server;
using Velro.AuthApi.Authentication.SignIn;
using Velro.AuthApi.Authentication.Tokens;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Velro.AuthApi.Authentication.OAuth;

/// <summary>A token is active (RFC 7662) while its session is, and its user may act: asked of the database, at this moment.</summary>
internal sealed class IntrospectionAsksSession(SessionLife sessions) : IOpenIddictServerHandler<HandleIntrospectionRequestContext>
{
    public static readonly OpenIddictServerHandlerDescriptor Descriptor = OpenIddictServerHandlerDescriptor
        .CreateBuilder<HandleIntrospectionRequestContext>()
        .UseSingletonHandler<IntrospectionAsksSession>()
        // After it: of handlers of the same order, any may come first.
        .SetOrder(OpenIddictServerHandlers.Introspection.AttachPrincipal.Descriptor.Order + 500)
        .SetType(OpenIddictServerHandlerType.Custom)
        .Build();

    public async ValueTask HandleAsync(HandleIntrospectionRequestContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var session = context.GenericTokenPrincipal?.GetClaim(TokenClaims.Session);
        if (session is not null && await sessions.IsOfActiveUserAsync(session, context.CancellationToken)) return;
        context.Reject(Errors.InvalidToken, "The token does not count any more.");
    }
}
