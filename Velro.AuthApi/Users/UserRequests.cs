using Velro.AuthApi.Requests;

namespace Velro.AuthApi.Users;

/// <summary>The body of an administrator's <c>POST /v1/users</c>: a user without credentials.</summary>
internal sealed record CreateUser(string? Email, string DisplayName) : IRequest<CreateUser>
{
    public static CreateUser Read(RequestBody body)
    {
        var fields = body.Fields();
        return fields.Complete(
            new CreateUser(fields.TextOrNull("email", TextRule.Email), fields.Text("displayName", TextRule.DisplayName)));
    }
}

/// <summary>The body of <c>PATCH /v1/me</c>.</summary>
internal sealed record ChangeProfile(Patched<string> DisplayName) : IRequest<ChangeProfile>
{
    public static ChangeProfile Read(RequestBody body)
    {
        var fields = body.Fields();
        return fields.Complete(new ChangeProfile(fields.TextChange("displayName", TextRule.DisplayName)));
    }
}
