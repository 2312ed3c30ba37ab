using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Velro.Data.Secrets;
using Velro.Migrations;
using Velro.Tests.Stores;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace Velro.Tests.Stores;

/// <summary>
/// Gives each test a database of its own. The server is started when the first test asks; a database is cloned from a migrated template,
/// which takes a fraction of migrating it again.
/// </summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    public const string AdminKey = "the-bootstrap-key-of-the-tests";

    private const string Template = "velro_template";

    private readonly Lazy<Task<TemporaryPostgres>> _server = new(TemporaryPostgres.StartAsync);
    private readonly Lazy<Task> _template;
    private readonly ConcurrentBag<NpgsqlDataSource> _databases = [];

    public PostgresFixture() => _template = new Lazy<Task>(MakeTemplateAsync);

    public const string MasterKeyText = "the-master-key-of-the-tests-is-not-short";

    public static MasterKey MasterKey { get; } = new(MasterKeyText);

    /// <summary>A new database: migrated, with the bootstrap key and without demo data; or empty.</summary>
    public async Task<NpgsqlDataSource> CreateDatabaseAsync(bool isMigrated = true, string encoding = "UTF8")
    {
        if (isMigrated) await _template.Value;
        var name = $"velro_{Guid.CreateVersion7():N}";
        await ExecuteAsync($"create database {name} template {(isMigrated ? Template : "template0")} encoding '{encoding}'");
        var database = NpgsqlDataSource.Create(await ConnectionStringAsync(name));
        _databases.Add(database);
        return database;
    }

    /// <summary>A new database with the demo world and the AuthZEN fixture.</summary>
    public async Task<NpgsqlDataSource> CreateDemoDatabaseAsync()
    {
        var database = await CreateDatabaseAsync();
        await MigrateAsync(database, withDemo: true);
        return database;
    }

    /// <summary>Migrates a database, as every deployment does first.</summary>
    public static Task MigrateAsync(NpgsqlDataSource database, bool withDemo) =>
        new DatabaseMigrator(database, NullLoggerFactory.Instance)
            .RunAsync(new MigrationPlan(AdminKey, MasterKey, withDemo), CancellationToken.None);

    /// <summary>A data source of a database that is not there yet, for a test of what makes one.</summary>
    public async Task<NpgsqlDataSource> ReserveDatabaseAsync()
    {
        var database = NpgsqlDataSource.Create(await ConnectionStringAsync($"velro_{Guid.CreateVersion7():N}"));
        _databases.Add(database);
        return database;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var database in _databases)
        {
            await database.DisposeAsync();
            await ExecuteAsync($"drop database if exists {new NpgsqlConnectionStringBuilder(database.ConnectionString).Database} with (force)");
        }

        if (_server.IsValueCreated) await (await _server.Value).DisposeAsync();
    }

    /// <summary>The one place that knows where the server comes from.</summary>
    private async Task<string> AdminConnectionStringAsync() => (await _server.Value).ConnectionString;

    private async Task MakeTemplateAsync()
    {
        await ExecuteAsync($"create database {Template} template template0");
        await using var database = NpgsqlDataSource.Create(await ConnectionStringAsync(Template));
        await MigrateAsync(database, withDemo: false);
    }

    /// <summary>What a test is done with it keeps open for seconds only: there are hundreds of databases, and one server.</summary>
    private async Task<string> ConnectionStringAsync(string database) =>
        new NpgsqlConnectionStringBuilder(await AdminConnectionStringAsync())
        {
            Database = database,
            MaxPoolSize = 16,
            ConnectionIdleLifetime = 3,
            ConnectionPruningInterval = 1,
        }.ConnectionString;

    private async Task ExecuteAsync(string text)
    {
        await using var admin = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(await AdminConnectionStringAsync()) { Pooling = false }.ConnectionString);
        await admin.OpenAsync();
        await using var command = new NpgsqlCommand(text, admin);
        await command.ExecuteNonQueryAsync();
    }
}
