using Microsoft.AspNetCore;
using OpenIddict.Server;
using Velro.AuthApi.Authentication.SignIn;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Velro.AuthApi.Authentication.OAuth;

/// <summary>Tells the audit trail of who tried to be a client and was not, at the token endpoint, before the answer.</summary>
internal sealed class RefusedClientIsRecorded(SessionLife sessions) : IOpenIddictServerHandler<ApplyTokenResponseContext>
{
    public static readonly OpenIddictServerHandlerDescriptor Descriptor = OpenIddictServerHandlerDescriptor
        .CreateBuilder<ApplyTokenResponseContext>()
        .UseSingletonHandler<RefusedClientIsRecorded>()
        .SetOrder(int.MinValue)
        .SetType(OpenIddictServerHandlerType.Custom)
        .Build();

    public async ValueTask HandleAsync(ApplyTokenResponseContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Response.Error != Errors.InvalidClient || context.Request?.ClientId is not { } clientId) return;
        if (context.Transaction.GetHttpRequest()?.HttpContext is { } http)
            await sessions.RecordRefusedAsync(clientId, SignInOrigin.Of(http), http.RequestAborted);
    }
}
