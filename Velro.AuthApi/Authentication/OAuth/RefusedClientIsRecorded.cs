using Microsoft.AspNetCore;
using OpenIddict.Server;
using Velro.AuthApi.Authentication.SignIn;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Velro.AuthApi.Authentication.OAuth;

/// <summary>Tells the audit trail of who tried to be a client and was not, at each endpoint where clients prove themselves, before the answer.</summary>
internal sealed class RefusedClientIsRecorded(SessionLife sessions) :
    IOpenIddictServerHandler<ApplyTokenResponseContext>,
    IOpenIddictServerHandler<ApplyIntrospectionResponseContext>,
    IOpenIddictServerHandler<ApplyRevocationResponseContext>
{
    public static readonly IReadOnlyList<OpenIddictServerHandlerDescriptor> Descriptors =
    [
        Describe<ApplyTokenResponseContext, RefusedClientIsRecorded>(),
        Describe<ApplyIntrospectionResponseContext, RefusedClientIsRecorded>(),
        Describe<ApplyRevocationResponseContext, RefusedClientIsRecorded>(),
    ];

    public ValueTask HandleAsync(ApplyTokenResponseContext context) => RecordAsync(context);

    public ValueTask HandleAsync(ApplyIntrospectionResponseContext context) => RecordAsync(context);

    public ValueTask HandleAsync(ApplyRevocationResponseContext context) => RecordAsync(context);

    private static OpenIddictServerHandlerDescriptor Describe<TContext, THandler>()
        where TContext : BaseContext
        where THandler : class, IOpenIddictServerHandler<TContext> => OpenIddictServerHandlerDescriptor
        .CreateBuilder<TContext>()
        .UseSingletonHandler<THandler>()
        .SetOrder(int.MinValue)
        .SetType(OpenIddictServerHandlerType.Custom)
        .Build();

    private async ValueTask RecordAsync(BaseContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Transaction is not { Response.Error: Errors.InvalidClient, Request.ClientId: { } clientId } transaction) return;
        if (transaction.GetHttpRequest()?.HttpContext is { } http)
            await sessions.RecordRefusedAsync(clientId, SignInOrigin.Of(http), http.RequestAborted);
    }
}
