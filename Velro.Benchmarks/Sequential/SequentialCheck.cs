using Npgsql;
using Velro.Authorization.Callers;
using Velro.Data.ServiceKeys;

namespace Velro.Benchmarks.Sequential;

/// <summary>
/// A check as a service makes it that has a database and no cache: whose key is it, is the user active, in which teams are they, what is the
/// generation, what is its project, and where it inherits from others, from whom. One prepared query after the other, on one connection of
/// a pool. It decides what users may do to generations by all of Velro's rules but emergency access and attribute policies, which would
/// each be one query more.
/// </summary>
internal sealed class SequentialCheck(NpgsqlDataSource database, ServiceKeyHasher hasher)
{
    /// <summary>How many queries a permitted check takes: the service key, the user, their teams, the generation, its project.</summary>
    public const int Queries = 5;

    private const int Viewer = 1;
    private const int Contributor = 2;
    private const int Editor = 3;
    private const int Admin = 4;
    private const int Owner = 5;

    private static readonly Dictionary<string, int> NeededRoles = new()
    {
        ["read"] = Viewer,
        ["create"] = Contributor,
        ["write"] = Editor,
        ["share"] = Admin,
        ["delete"] = Admin,
        ["manage"] = Admin,
        ["transfer"] = Owner,
    };

    /// <summary>The decision; null: the key is nobody's, or may not ask about others.</summary>
    public async Task<bool?> DecideAsync(string? keyText, string userId, string action, string generationId)
    {
        await using var connection = await database.OpenConnectionAsync();
        if (!await IsCallerAsync(connection, keyText)) return null;
        if (await FirstAsync(connection, SequentialSql.User, static row => row.GetString(0), userId) != "active") return false;

        var teams = await TeamsAsync(connection, userId);
        object[] viewpoint = [userId, teams.Ids, teams.Roles];
        var generation = await FirstAsync(connection, SequentialSql.Generation, GenerationAccess.Read, [generationId, .. viewpoint]);
        if (generation is null || !NeededRoles.TryGetValue(action, out var needed)) return false;
        if (generation.IsLocked && action is "write" or "delete" or "share" or "transfer" or "create") return false;

        var project = generation.ProjectId is { } projectId
            ? await FirstAsync(connection, SequentialSql.Project, ProjectAccess.Read, [projectId, .. viewpoint])
            : null;
        var isDenied = (project?.IsDenied ?? false) || generation.IsDenied;
        if (isDenied && (project?.OwnerId ?? generation.OwnerId) != userId) return false;

        var role = new[] { generation.RoleOf(userId), project?.RoleOf(userId) ?? 0, VisibilityOn(generation, project) }.Max();
        if (role < needed && generation is { ParentId: { } parent, Inheritance: not "none" })
            role = Math.Max(role, await RoleByLineageAsync(connection, generation.Inheritance, [parent, .. viewpoint], userId));
        return role >= needed;
    }

    private async Task<bool> IsCallerAsync(NpgsqlConnection connection, string? keyText)
    {
        if (keyText is null || !ServiceKeyText.TryReadId(keyText, out var id)) return false;
        var key = await FirstAsync(
            connection,
            SequentialSql.Key,
            static row => new KeyRow(row.GetFieldValue<byte[]>(0), row.GetFieldValue<string[]>(1), row.GetBoolean(2)),
            id.ToString());
        return key is not null && hasher.Matches(keyText, key.Hash) && key.IsAdministrators && key.Scopes.Contains(Scopes.Check);
    }

    private static int VisibilityOn(GenerationAccess generation, ProjectAccess? project) =>
        (generation.Visibility == "inherit" ? project?.Visibility : generation.Visibility) switch
        {
            "public" => Viewer,
            "team" => project?.IsInTeam == true ? Viewer : 0,
            _ => 0,
        };

    /// <summary>From the oldest on: each gives what it has itself, or was given, as far as the next takes it, and nothing to who is denied there.</summary>
    private static async Task<int> RoleByLineageAsync(NpgsqlConnection connection, string inheritance, object[] parameters, string userId)
    {
        var line = new List<Ancestor>();
        await using var command = Command(connection, SequentialSql.Lineage, parameters);
        await using (var rows = await command.ExecuteReaderAsync())
        {
            while (await rows.ReadAsync()) line.Add(Ancestor.Read(rows));
        }

        var given = 0;
        for (var i = line.Count - 1; i >= 0; i--)
            given = Math.Min(MostBy(i == 0 ? inheritance : line[i - 1].Inheritance), line[i].RoleOf(userId, given));
        return given;
    }

    private static int MostBy(string inheritance) => inheritance switch { "read" => Viewer, "role" => Editor, _ => 0 };

    private static async Task<(string[] Ids, int[] Roles)> TeamsAsync(NpgsqlConnection connection, string userId)
    {
        var (ids, roles) = (new List<string>(), new List<int>());
        await using var command = Command(connection, SequentialSql.Memberships, [userId]);
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            ids.Add(rows.GetString(0));
            roles.Add(rows.GetInt32(1));
        }

        return ([.. ids], [.. roles]);
    }

    private static async Task<T?> FirstAsync<T>(
        NpgsqlConnection connection, string text, Func<NpgsqlDataReader, T> read, params object[] parameters)
        where T : class
    {
        await using var command = Command(connection, text, parameters);
        await using var rows = await command.ExecuteReaderAsync();
        return await rows.ReadAsync() ? read(rows) : null;
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string text, object[] parameters)
    {
        var command = new NpgsqlCommand(text, connection);
        foreach (var parameter in parameters) command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        return command;
    }

    private sealed record KeyRow(byte[] Hash, string[] Scopes, bool IsAdministrators);

    private sealed record GenerationAccess(
        string OwnerId, string? ProjectId, string? ParentId, string Inheritance, string Visibility, bool IsLocked, int Role, bool IsDenied)
    {
        public static GenerationAccess Read(NpgsqlDataReader row) => new(
            row.GetString(0),
            row.IsDBNull(1) ? null : row.GetString(1),
            row.IsDBNull(2) ? null : row.GetString(2),
            row.GetString(3),
            row.GetString(4),
            row.GetBoolean(5),
            row.GetInt32(6),
            row.GetBoolean(7));

        public int RoleOf(string userId) => OwnerId == userId ? Owner : Role;
    }

    private sealed record ProjectAccess(string OwnerId, string Visibility, int Role, bool IsDenied, bool IsInTeam)
    {
        public static ProjectAccess Read(NpgsqlDataReader row) =>
            new(row.GetString(0), row.GetString(1), row.GetInt32(2), row.GetBoolean(3), row.GetBoolean(4));

        public int RoleOf(string userId) => OwnerId == userId ? Owner : Role;
    }

    private sealed record Ancestor(
        string OwnerId, string Inheritance, int Role, bool IsDenied, string? ProjectOwnerId, int ProjectRole, bool IsDeniedByProject)
    {
        public static Ancestor Read(NpgsqlDataReader row) => new(
            row.GetString(0),
            row.GetString(1),
            row.GetInt32(2),
            row.GetBoolean(3),
            row.IsDBNull(4) ? null : row.GetString(4),
            row.GetInt32(5),
            row.GetBoolean(6));

        public int RoleOf(string userId, int given)
        {
            if ((IsDenied || IsDeniedByProject) && (ProjectOwnerId ?? OwnerId) != userId) return 0;
            return OwnerId == userId || ProjectOwnerId == userId ? Owner : new[] { Role, ProjectRole, given }.Max();
        }
    }
}
