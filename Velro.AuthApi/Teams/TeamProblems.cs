using Velro.AuthApi.Management;
using Velro.AuthApi.Problems;

namespace Velro.AuthApi.Teams;

/// <summary>What may stand against a change of a team.</summary>
internal static class TeamProblems
{
    public static Problem LastOwner { get; } = ManagementProblems.Conflict(
        "team.last_owner", "A team keeps an owner whose membership does not end. Make somebody else owner first.");

    public static Problem RoleAboveOwn { get; } = new(
        StatusCodes.Status403Forbidden, "role.above_own", "You give, change and take only roles up to your own.");
}
