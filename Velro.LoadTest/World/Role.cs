namespace Velro.LoadTest.World;

/// <summary>The roles of the contract; each includes those before it.</summary>
internal enum Role
{
    None,
    Viewer,
    Contributor,
    Editor,
    Admin,
    Owner,
}

/// <summary>What roles permit, as the contract says.</summary>
internal static class Roles
{
    /// <summary>The actions that are asked about, each with the lowest role that permits it.</summary>
    public static readonly (string Action, Role Needs)[] Actions =
    [
        ("read", Role.Viewer), ("create", Role.Contributor), ("write", Role.Editor), ("share", Role.Admin), ("delete", Role.Admin),
        ("manage", Role.Admin), ("transfer", Role.Owner),
    ];

    public static string NameOf(Role role) => role.ToString().ToLowerInvariant();

    public static Role Lower(Role one, Role other) => one < other ? one : other;

    public static Role Higher(Role one, Role other) => one > other ? one : other;
}
