using Velro.AuthApi.Management;
using Velro.AuthApi.Problems;

namespace Velro.AuthApi.Users;

/// <summary>What may stand against a change of a user.</summary>
internal static class UserProblems
{
    public static Problem LastAdministrator { get; } = ManagementProblems.Conflict(
        "user.last_administrator", "It is the last active administrator of the system. Make somebody else one first.");

    public static Problem Owns { get; } = ManagementProblems.Conflict(
        "user.owns", "The user owns projects, or is the only owner of a team. Say with '?transferTo=' who gets them.");

    public static Problem PasswordWrong { get; } = new(
        StatusCodes.Status403Forbidden, "password.wrong", "The current password is not that, or the account has none.");

    public static Problem PasswordChanged { get; } = ManagementProblems.Conflict(
        "password.changed", "The account was changed since the request arrived. Sign in again.");

    public static Problem TransferToItself { get; } = ManagementProblems.InvalidParameter(
        "transferTo", "the user itself", "the id of another, active user");
}
