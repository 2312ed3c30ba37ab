using Npgsql;

namespace Velro.Benchmarks.Model;

/// <summary>Writes a world into Velro's tables, past no trigger: the change feed learns of every row.</summary>
internal static class ModelStore
{
    public static async Task WriteAsync(NpgsqlDataSource database, ModelWorld world)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await InsertAsync(connection, "users (id)", [world.Users]);
        await InsertAsync(
            connection,
            "teams (id, parent_id, name)",
            [Each(world.Teams, static team => team.Id), Each(world.Teams, static team => team.ParentId), Each(world.Teams, static _ => "Team")]);
        await InsertAsync(
            connection,
            "team_members (user_id, team_id, role)",
            [
                Each(world.Members, static member => member.UserId), Each(world.Members, static member => member.TeamId),
                Each(world.Members, static member => member.Role),
            ]);
        await InsertAsync(
            connection,
            "projects (id, owner_id, name)",
            [
                Each(world.Projects, static project => project.Id), Each(world.Projects, static project => project.OwnerId),
                Each(world.Projects, static _ => "Project"),
            ]);
        await InsertAsync(
            connection,
            "project_grants (project_id, user_id, team_id, role)",
            [
                Each(world.Grants, static grant => grant.ProjectId), Each(world.Grants, static grant => grant.UserId),
                Each(world.Grants, static grant => grant.TeamId), Each(world.Grants, static grant => grant.Role),
            ]);
        await InsertAsync(
            connection,
            "generations (id, owner_id, project_id, kind, visibility)",
            [
                Each(world.Generations, static generation => generation.Id), Each(world.Generations, static generation => generation.OwnerId),
                Each(world.Generations, static generation => generation.ProjectId), Each(world.Generations, static _ => "image"),
                Each(world.Generations, static _ => "inherit"),
            ]);
        await transaction.CommitAsync();

        // What a server that has run for a while has done by itself, and the first measurement should not.
        await using var analyze = new NpgsqlCommand("vacuum (analyze)", connection);
        await analyze.ExecuteNonQueryAsync();
    }

    private static string?[] Each<T>(IEnumerable<T> rows, Func<T, string?> column) => [.. rows.Select(column)];

    /// <summary>Rows in their order: what refers to another row of the table comes after it.</summary>
    private static async Task InsertAsync(NpgsqlConnection connection, string target, IReadOnlyList<IEnumerable<string?>> columns)
    {
        var names = string.Join(", ", columns.Select(static (_, i) => $"c{i}"));
        var arrays = string.Join(", ", columns.Select(static (_, i) => $"${i + 1}::text[]"));
        await using var command = new NpgsqlCommand(
            $"insert into {target} select {names} from unnest({arrays}) with ordinality as rows ({names}, n) order by n", connection);
        foreach (var column in columns) command.Parameters.AddWithValue(column.ToArray());
        await command.ExecuteNonQueryAsync();
    }
}
