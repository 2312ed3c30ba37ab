using System.Collections.Immutable;
using Velro.AuthApi.Requests;
using Velro.AuthApi.ServiceKeys;
using Velro.Authorization.Entities;
using KnownScopes = Velro.Authorization.Callers.Scopes;

namespace Velro.AuthApi.Clients;

/// <summary>The body of <c>POST /v1/clients</c>.</summary>
internal sealed record CreateClient(string Name, ImmutableArray<string> Scopes, string? OwnerId) : IRequest<CreateClient>
{
    public static CreateClient Read(RequestBody body)
    {
        var fields = body.Fields();
        return fields.Complete(new CreateClient(
            fields.Text("name", TextRule.Name),
            [.. fields.Texts("scopes", CreateServiceKey.ScopeRule, KnownScopes.All.Length).Distinct()],
            fields.IdOrNull("ownerId", EntityTypes.User)));
    }
}
