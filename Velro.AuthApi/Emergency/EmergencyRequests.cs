using Velro.AuthApi.Requests;
using Velro.Authorization.Entities;
using Velro.Authorization.Roles;

namespace Velro.AuthApi.Emergency;

/// <summary>The body of <c>POST /v1/emergency-access</c> (RIGHTS.md C4).</summary>
internal sealed record GiveEmergencyAccess(string UserId, EntityRef Resource, Role Role, string Reason, int ExpiresInSeconds)
    : IRequest<GiveEmergencyAccess>
{
    private const int LongestSeconds = 4 * 60 * 60;

    public static GiveEmergencyAccess Read(RequestBody body)
    {
        var fields = body.Fields();
        return fields.Complete(new GiveEmergencyAccess(
            fields.Id("userId", EntityTypes.User),
            ReadResource(fields),
            ReadRole(fields),
            fields.Text("reason", TextRule.Reason),
            fields.Number("expiresInSeconds", 1, LongestSeconds)));
    }

    private static EntityRef ReadResource(Fields fields)
    {
        if (fields.Object("resource") is not { } resource) return default;
        var type = resource.Choice("type", EntityTypes.Project, EntityTypes.Generation);
        var id = resource.Id("id", type.Length == 0 ? EntityTypes.Project : type);
        resource.NoteUnread();
        return new EntityRef(type, id);
    }

    private static Role ReadRole(Fields fields) => RoleNames.TryParse(
        fields.Choice("role", RoleNames.NameOf(Role.Viewer), RoleNames.NameOf(Role.Editor)), out var role) ? role : default;
}
