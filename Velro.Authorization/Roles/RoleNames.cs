namespace Velro.Authorization.Roles;

/// <summary>The names of roles in the HTTP contract and in the database.</summary>
public static class RoleNames
{
    private static readonly string[] Names = ["none", "viewer", "contributor", "editor", "admin", "owner"];

    /// <summary>The name of <paramref name="role"/>, in lower case.</summary>
    public static string NameOf(Role role) => Names[(int)role];

    /// <summary>Reads a role's name, case-sensitively. False when it names none.</summary>
    public static bool TryParse(string? name, out Role role)
    {
        var index = Array.IndexOf(Names, name);
        role = index < 0 ? Role.None : (Role)index;
        return index >= 0;
    }
}
