using Velro.Authorization.Contexts;
using Velro.Authorization.Roles;

namespace Velro.Data.Contexts;

/// <summary>
/// The names that the database stores for states and roles. One that this release does not know is an error and never a default: a
/// newer release may mean less by it than this one would assume.
/// </summary>
internal static class StoredNames
{
    public static AccountState ToAccountState(string name) => name switch
    {
        "active" => AccountState.Active,
        "suspended" => AccountState.Suspended,
        "deleted" => AccountState.Deleted,
        _ => throw Unknown("account state", name),
    };

    public static Visibility ToVisibility(string name) => name switch
    {
        "private" => Visibility.Private,
        "team" => Visibility.Team,
        "public" => Visibility.Public,
        "inherit" => Visibility.Inherit,
        _ => throw Unknown("visibility", name),
    };

    public static Inheritance ToInheritance(string name) => name switch
    {
        "none" => Inheritance.None,
        "read" => Inheritance.Read,
        "role" => Inheritance.Role,
        _ => throw Unknown("inheritance", name),
    };

    public static Role ToRole(string name) => RoleNames.TryParse(name, out var role) ? role : throw Unknown("role", name);

    private static InvalidDataException Unknown(string what, string name) =>
        new($"The database says the {what} '{name}', which this release does not know. Run a release that matches the migrations.");
}
