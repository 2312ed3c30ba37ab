using Velro.AuthApi.Requests;
using Velro.Authorization.Entities;
using Velro.Authorization.Roles;

namespace Velro.AuthApi.Teams;

/// <summary>The body of <c>POST /v1/teams</c>.</summary>
internal sealed record CreateTeam(string Name, string? ParentTeamId) : IRequest<CreateTeam>
{
    public static CreateTeam Read(RequestBody body)
    {
        var fields = body.Fields();
        return fields.Complete(new CreateTeam(fields.Text("name", TextRule.Name), fields.IdOrNull("parentTeamId", EntityTypes.Team)));
    }
}

/// <summary>The body of <c>PATCH /v1/teams/{id}</c>.</summary>
internal sealed record ChangeTeam(Patched<string> Name) : IRequest<ChangeTeam>
{
    public static ChangeTeam Read(RequestBody body)
    {
        var fields = body.Fields();
        return fields.Complete(new ChangeTeam(fields.TextChange("name", TextRule.Name)));
    }
}

/// <summary>The body of <c>PUT /v1/teams/{id}/parent</c>: null makes it a root team.</summary>
internal sealed record MoveTeam(string? TeamId) : IRequest<MoveTeam>
{
    public static MoveTeam Read(RequestBody body)
    {
        var fields = body.Fields();
        if (!fields.Has("teamId")) fields.Missing("teamId", "the id of a team, or null");
        return fields.Complete(new MoveTeam(fields.IdOrNull("teamId", EntityTypes.Team)));
    }
}

/// <summary>The body of <c>PUT /v1/teams/{id}/members/{userId}</c>.</summary>
internal sealed record PutMember(Role Role, DateTimeOffset? ExpiresAt) : IRequest<PutMember>
{
    public static PutMember Read(RequestBody body)
    {
        var fields = body.Fields();
        return fields.Complete(new PutMember(
            fields.Role("role", Role.Viewer, Role.Owner),
            fields.InstantOrNull("expiresAt")));
    }
}
