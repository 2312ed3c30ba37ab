using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using NpgsqlTypes;
using Velro.Migrations.Schema;

namespace Velro.WorldGenerator;

/// <summary>Makes a database with a large world in it, for measuring and for looking at plans.</summary>
/// <param name="connectionString">The database to make. It must not exist: what is loaded past the triggers may be in nobody's cache.</param>
/// <param name="tell">Where the progress goes.</param>
public sealed class WorldLoader(string connectionString, Action<string> tell)
{
    private const int RowsBetweenTellings = 500_000;

    private static readonly string[] Tables =
    [
        "public.users", "public.teams", "public.team_members", "public.projects", "public.project_grants", "public.project_blocks",
        "public.generations", "public.generation_grants", "public.generation_blocks",
    ];

    /// <summary>Makes the database, brings its schema up to date by the migrations, and fills it in one transaction.</summary>
    /// <param name="size">How many of everything.</param>
    /// <param name="seed">Which of the worlds of that size.</param>
    /// <exception cref="PostgresException">The database exists (42P04), or may not be made.</exception>
    public async Task RunAsync(WorldSize size, int seed)
    {
        ArgumentNullException.ThrowIfNull(size);
        var clock = Stopwatch.StartNew();
        await CreateDatabaseAsync();
        await using var source = NpgsqlDataSource.Create(connectionString);
        new SchemaUpgrade(source, NullLoggerFactory.Instance).Run();
        await new ConcurrentIndexes(source).BuildAsync(CancellationToken.None);

        await using var connection = await source.OpenConnectionAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await RunAsync(connection, "set local maintenance_work_mem = '512MB'");
            var schema = new BulkSchema(connection, Tables);
            await schema.TakeOffAsync();
            Load(connection, new World(size, seed));
            tell($"The rows are there after {clock.Elapsed.TotalSeconds:0} s; keys and indexes follow.");
            await schema.PutBackAsync(tell);
            await transaction.CommitAsync();
        }

        await RunAsync(connection, "vacuum (analyze)");
        tell($"Done after {clock.Elapsed.TotalSeconds:0} s.");
    }

    private async Task CreateDatabaseAsync()
    {
        var options = new NpgsqlConnectionStringBuilder(connectionString);
        var name = options.Database ?? throw new ArgumentException("The connection string names no database.");
        await using var server = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Database = "postgres", Pooling = false }.ConnectionString);
        await server.OpenAsync();
        await RunAsync(server, $"create database \"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\" template template0 encoding 'UTF8'");
    }

    private void Load(NpgsqlConnection connection, World world)
    {
        Copy(connection, "users (id, state, display_name, email)", world.Users(), static (to, row) =>
            Write(to, row.Id, row.State, row.Name, row.Email));
        Copy(connection, "teams (id, parent_id, name, is_suspended)", world.Teams(), static (to, row) =>
        {
            Write(to, row.Id, row.ParentId, row.Name);
            to.Write(row.IsSuspended);
        });
        Copy(connection, "team_members (user_id, team_id, role, expires_at)", world.Members(), static (to, row) =>
        {
            Write(to, row.UserId, row.TeamId, row.Role);
            Write(to, row.ExpiresAt);
        });
        Copy(connection, "projects (id, owner_id, name, visibility)", world.Projects(), static (to, row) =>
            Write(to, row.Id, row.OwnerId, row.Name, row.Visibility));
        Copy(
            connection,
            "generations (id, owner_id, project_id, parent_id, inheritance, visibility, kind, prompt, is_locked)",
            world.Generations(),
            static (to, row) =>
            {
                Write(to, row.Id, row.OwnerId, row.ProjectId, row.ParentId, row.Inheritance, row.Visibility, row.Kind, row.Prompt);
                to.Write(row.IsLocked);
            });
        Copy(connection, "project_grants (project_id, user_id, team_id, role, expires_at)", world.ProjectGrants(), Write);
        Copy(connection, "generation_grants (generation_id, user_id, team_id, role, expires_at)", world.GenerationGrants(), Write);
        Copy(connection, "project_blocks (project_id, user_id)", world.ProjectBlocks(), static (to, row) => Write(to, row.ResourceId, row.UserId));
        Copy(connection, "generation_blocks (generation_id, user_id)", world.GenerationBlocks(), static (to, row) =>
            Write(to, row.ResourceId, row.UserId));
    }

    private void Copy<TRow>(NpgsqlConnection connection, string target, IEnumerable<TRow> rows, Action<NpgsqlBinaryImporter, TRow> write)
    {
        var clock = Stopwatch.StartNew();
        var count = 0;
        using var importer = connection.BeginBinaryImport($"copy public.{target} from stdin (format binary)");
        importer.Timeout = TimeSpan.Zero;
        foreach (var row in rows)
        {
            importer.StartRow();
            write(importer, row);
            if (++count % RowsBetweenTellings == 0) Tell();
        }

        importer.Complete();
        Tell();

        void Tell() => tell($"{target.Split(' ')[0]}: {count:N0} rows, {count / Math.Max(clock.Elapsed.TotalSeconds, 0.001):N0}/s");
    }

    private static void Write(NpgsqlBinaryImporter to, GrantRow row)
    {
        Write(to, row.ResourceId, row.UserId, row.TeamId, row.Role);
        Write(to, row.ExpiresAt);
    }

    private static void Write(NpgsqlBinaryImporter to, params ReadOnlySpan<string?> texts)
    {
        foreach (var text in texts)
        {
            if (text is null) to.WriteNull();
            else to.Write(text, NpgsqlDbType.Text);
        }
    }

    private static void Write(NpgsqlBinaryImporter to, DateTime? instant)
    {
        if (instant is { } value) to.Write(value, NpgsqlDbType.TimestampTz);
        else to.WriteNull();
    }

    private static async Task RunAsync(NpgsqlConnection connection, string statement)
    {
        await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }
}
