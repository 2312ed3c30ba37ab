using System.Collections.Immutable;
using Velro.AuthApi.Contract;
using static Velro.AuthApi.Contract.Described;

namespace Velro.AuthApi.Users;

/// <summary>What the contract says about users.</summary>
internal static class UserOperations
{
    private const string Tag = "Users";

    private static readonly ImmutableArray<string> Unknown = AccessAnd("user.unknown");

    public static readonly Operation GetMe = new("getMe", "Show the user whom the caller is, or acts for")
    {
        Tag = Tag,
        Answers = [Ok("User", isVersioned: true)],
        Codes = Unknown,
    };

    public static readonly Operation ChangeMe = new("changeMe", "Change the user whom the caller is, or acts for")
    {
        Tag = Tag,
        Body = "ChangeProfile",
        Precondition = Precondition.Optional,
        Answers = [Ok("User", isVersioned: true)],
        Codes = [.. Unknown, "body.not_an_object"],
    };

    public static readonly Operation ChangeMyPassword = new("changeMyPassword", "Change one's own password")
    {
        Tag = Tag,
        Description = "Ends every other session of the user.",
        Body = "ChangePassword",
        Answers = [NoContent],
        Codes = [.. Unknown, "body.not_an_object", "password.wrong", "password.changed", "password.known", "sign_in.busy"],
    };

    public static readonly Operation List = Described.List("listUsers", "List users", Tag, "User", "administrator.required");

    public static readonly Operation Get = OfOne("getUser", "Show a user", "alice") with { Precondition = Precondition.Optional };

    public static readonly Operation Create = new("createUser", "Create a user, or sign up")
    {
        Tag = Tag,
        Description =
            "Administrators of the system create users, with or without a password. Without a credential it is a sign-up, where the settings " +
            "allow that: every well-formed one is answered 202, and a mail tells how it goes on.",
        Body = "CreateUser",
        Answers = [Created("User", isVersioned: true), Accepted],
        Codes = ["administrator.required", "user.email_taken", "body.not_an_object", "password.known", "sign_in.busy"],
    };

    public static readonly Operation Delete = new("deleteUser", "Delete a user")
    {
        Tag = Tag,
        Description = "Ends every right and every key of the user. What it owns goes to the user whom `transferTo` names.",
        Parameters =
        [
            Id("dave", "The user."),
            Id("alice", "Who gets what the user owns: an active user.", "transferTo") with { IsInQuery = true },
        ],
        Precondition = Precondition.Optional,
        Answers = [NoContent],
        Codes = [.. Unknown, "user.owns", "user.last_administrator", "request.invalid"],
    };

    public static readonly Operation Suspend = OfOne("suspendUser", "Suspend a user", "dave", "user.last_administrator") with
    {
        Description = "A suspended user may nothing, from this moment on.",
        Precondition = Precondition.Optional,
    };

    public static readonly Operation Reactivate = OfOne("reactivateUser", "End the suspension of a user", "frank") with
    {
        Precondition = Precondition.Optional,
    };

    public static readonly Operation MakeAdministrator = OfOne(
        "makeAdministrator", "Make a user an administrator of the system", "erin") with
    {
        Precondition = Precondition.Optional,
    };

    public static readonly Operation EndAdministrator = new("endAdministrator", "Make an administrator a user as others are")
    {
        Tag = Tag,
        Description = "The last active administrator stays one.",
        Parameters = [Id("erin", "The user.")],
        Precondition = Precondition.Optional,
        Answers = [NoContent],
        Codes = [.. Unknown, "user.last_administrator"],
    };

    public static readonly Operation EndSecondFactor = new("endSecondFactor", "Take away what a user signs in with beside the password")
    {
        Tag = Tag,
        Description =
            "For who lost it, or found somebody else's there: the authenticator app, the recovery codes and every passkey go, and every session " +
            "ends. The user is told by mail.",
        Parameters = [Id("erin", "The user.")],
        Precondition = Precondition.Optional,
        Answers = [NoContent],
        Codes = ["user.unknown", "administrator.required"],
    };

    private static Operation OfOne(string id, string summary, string example, params ImmutableArray<string> codes) => new(id, summary)
    {
        Tag = Tag,
        Parameters = [Id(example, "The user.")],
        Answers = [Ok("User", isVersioned: true)],
        Codes = [.. Unknown, .. codes],
    };
}
