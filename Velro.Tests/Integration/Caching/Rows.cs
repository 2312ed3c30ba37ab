using Npgsql;

namespace Velro.Tests.Integration.Caching;

/// <summary>Writes rows, and reads them, as another process would.</summary>
internal static class Rows
{
    public static async Task RunAsync(this NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The one value that a query answers; no row, NULL and a value of another type fail the test.</summary>
    public static async Task<T> QueryAsync<T>(this NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return Assert.IsType<T>(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>A user, and projects that belong to somebody else.</summary>
    public static async Task AddWorldAsync(this NpgsqlDataSource database, string userId, params string[] projectIds)
    {
        await database.RunAsync($"insert into users (id) values ('{userId}'), ('owner')");
        foreach (var id in projectIds)
            await database.RunAsync($"insert into projects (id, owner_id, name, visibility) values ('{id}', 'owner', '{id}', 'private')");
    }
}
