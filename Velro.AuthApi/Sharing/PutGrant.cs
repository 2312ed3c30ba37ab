using Velro.AuthApi.Requests;
using Velro.Authorization.Roles;

namespace Velro.AuthApi.Sharing;

/// <summary>The body of <c>PUT …/grants/{user|team}/{id}</c>. <c>owner</c> arises by creation or transfer only (RIGHTS.md B3).</summary>
internal sealed record PutGrant(Role Role, DateTimeOffset? ExpiresAt) : IRequest<PutGrant>
{
    public static PutGrant Read(RequestBody body)
    {
        var fields = body.Fields();
        return fields.Complete(new PutGrant(fields.Role("role", Role.None, Role.Admin), fields.InstantOrNull("expiresAt")));
    }
}
