using Velro.AuthApi.Authentication;
using Velro.AuthApi.Authentication.Passwords;
using Velro.AuthApi.Management;
using Velro.AuthApi.Problems;
using Velro.AuthApi.RateLimits;
using Velro.AuthApi.Requests;
using Velro.AuthApi.SignUp;
using Velro.Authorization.Callers;

namespace Velro.AuthApi.Users;

/// <summary>
/// The body of <c>POST /v1/users</c>: of an administrator, who may leave address and password out, and of somebody who signs up, who may not.
/// </summary>
internal sealed record CreateUser(string? Email, string? Password, string DisplayName) : IRequest<CreateUser>, IPreparedRequest
{
    /// <summary>The hash of the password; null: there is none.</summary>
    public string? PasswordHash { get; private set; }

    public static CreateUser Read(RequestBody body)
    {
        var fields = body.Fields();
        return fields.Complete(new CreateUser(
            fields.TextOrNull("email", TextRule.Email),
            fields.TextOrNull("password", TextRule.Password),
            fields.Text("displayName", TextRule.DisplayName)));
    }

    public async Task PrepareAsync(HttpContext http, Caller? caller)
    {
        if (caller is null)
        {
            RequireSignUp(http.RequestServices.GetRequiredService<SignUps>());
            var limits = http.RequestServices.GetRequiredService<SignInLimits>();
            if (limits.ObjectionTo(Email!, http.Connection.RemoteIpAddress) is { } objection) throw new ProblemException(objection);
        }

        if (caller is { ActsAsAdministrator: false } || ActAsHeader.Read(http.Request) is not null)
            throw new ProblemException(ManagementProblems.AdministratorsOnly);
        if (Password is null) return;

        if (Email is null) throw new ProblemException(ManagementProblems.InvalidField("email", "Required beside a password: who signs in needs an address."));
        PasswordHash = await http.RequestServices.GetRequiredService<NewPasswords>().HashAsync("password", Password, Email, http.RequestAborted);
    }

    /// <summary>Who signs up does not see whether what they want is there.</summary>
    private void RequireSignUp(SignUps signUps)
    {
        if (!signUps.AreAllowed) throw new ProblemException(Problem.CredentialsRequired);
        if (Email is null) throw new ProblemException(ManagementProblems.InvalidField("email", $"Required: {TextRule.Email.Description}."));
        if (Password is null) throw new ProblemException(ManagementProblems.InvalidField("password", $"Required: {TextRule.Password.Description}."));
    }

    /// <summary>Tells no password.</summary>
    public override string ToString() => nameof(CreateUser);
}

/// <summary>The body of <c>POST /v1/me/password</c>.</summary>
internal sealed record ChangePassword(string CurrentPassword, string NewPassword) : IRequest<ChangePassword>, IPreparedRequest
{
    /// <summary>The stamp of the account whose password was the current one.</summary>
    public string SecurityStamp { get; private set; } = "";

    /// <summary>The hash of the new password.</summary>
    public string PasswordHash { get; private set; } = "";

    public static ChangePassword Read(RequestBody body)
    {
        var fields = body.Fields();
        return fields.Complete(new ChangePassword(
            fields.Text("currentPassword", TextRule.EnteredPassword), fields.Text("newPassword", TextRule.Password)));
    }

    public async Task PrepareAsync(HttpContext http, Caller? caller)
    {
        var limits = http.RequestServices.GetRequiredService<SignInLimits>();
        if (limits.ObjectionTo(caller!.SubjectId, http.Connection.RemoteIpAddress) is { } objection) throw new ProblemException(objection);

        var passwords = http.RequestServices.GetRequiredService<NewPasswords>();
        var account = await passwords.ProveAsync(caller.SubjectId, CurrentPassword, http.RequestAborted)
            ?? throw new ProblemException(UserProblems.PasswordWrong);
        SecurityStamp = account.SecurityStamp;
        PasswordHash = await passwords.HashAsync("newPassword", NewPassword, account.Email, http.RequestAborted);
    }

    /// <summary>Tells no password.</summary>
    public override string ToString() => nameof(ChangePassword);
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
