using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Velro.Data.Pools;

/// <summary>
/// The role that a process takes as it connects, whatever its login may do: the setting <c>Velro:Database:Role</c>. Each process has one
/// by default (<c>0090_roles.sql</c>); an empty setting leaves it to the login.
/// <para>
/// It is an option of the connection's start, so that resetting a session comes back to it. It keeps mistakes within the role. A statement
/// of somebody's own can ask for the login back (<c>set role none</c>): what is to hold that too is a login which is a member of this role alone.
/// </para>
/// </summary>
public static partial class DatabaseRole
{
    /// <summary>The setting's name.</summary>
    public const string Setting = "Velro:Database:Role";

    /// <summary>The role of the API.</summary>
    public const string Api = "velro_api";

    /// <summary>The role of the warmer.</summary>
    public const string Warmer = "velro_warmer";

    /// <summary>Has connections take the role of the setting; where there is none, that of the process.</summary>
    /// <exception cref="InvalidOperationException">The setting is not a role's name.</exception>
    internal static void Apply(IConfiguration configuration, string byDefault, NpgsqlConnectionStringBuilder connection)
    {
        var role = configuration[Setting] ?? byDefault;
        if (role.Length == 0) return;
        if (!Name().IsMatch(role))
            throw new InvalidOperationException($"{Setting} is '{role}'. Write a role's name of [a-z0-9_], such as {byDefault}, or nothing.");

        connection.Options = string.IsNullOrEmpty(connection.Options) ? $"-c role={role}" : $"{connection.Options} -c role={role}";
    }

    [GeneratedRegex("^[a-z_][a-z0-9_]{0,62}$")]
    private static partial Regex Name();
}
