using Npgsql;
using Velro.Authorization.Roles;

namespace Velro.Data.Search;

/// <summary>Typed parameters of the statements of searches.</summary>
internal static class SearchParameters
{
    public static NpgsqlParameter Text(string? value) =>
        new NpgsqlParameter<string?> { TypedValue = value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text };

    public static NpgsqlParameter Texts(string[] values) => new NpgsqlParameter<string[]> { TypedValue = values };

    /// <summary>The names of the roles that are as good as <paramref name="required"/>.</summary>
    public static NpgsqlParameter RolesFrom(Role required) => Texts([.. Enum.GetValues<Role>()
        .Where(role => role >= required && role > Role.None).Select(RoleNames.NameOf)]);

    public static NpgsqlParameter Number(int value) => new NpgsqlParameter<int> { TypedValue = value };

    public static NpgsqlParameter Flag(bool value) => new NpgsqlParameter<bool> { TypedValue = value };
}
