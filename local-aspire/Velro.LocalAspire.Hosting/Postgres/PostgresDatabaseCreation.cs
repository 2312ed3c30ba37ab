using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Aspire.Hosting;

/// <summary>Creates the databases that a server, once ready, does not have.</summary>
internal static partial class PostgresDatabaseCreation
{
    public static async Task CreateMissingAsync(
        PostgresServerResource server, IServiceProvider services, CancellationToken cancellationToken)
    {
        if (server.Databases.Count == 0) return;
        var logger = services.GetRequiredService<ResourceLoggerService>().GetLogger(server);
        var settings = new NpgsqlConnectionStringBuilder(await server.GetConnectionStringAsync(cancellationToken))
        {
            Database = "postgres",
            Pooling = false,
        };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        foreach (var database in server.Databases.Values.Distinct()) await CreateAsync(connection, database, logger, cancellationToken);
    }

    private static async Task CreateAsync(NpgsqlConnection connection, string database, ILogger logger, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT 1 FROM pg_database WHERE datname = $1";
        command.Parameters.Add(new NpgsqlParameter { Value = database });
        if (await command.ExecuteScalarAsync(cancellationToken) is not null) return;
        command.Parameters.Clear();
        try
        {
            using var quoting = new NpgsqlCommandBuilder();
            command.CommandText = $"CREATE DATABASE {quoting.QuoteIdentifier(database)}";
            await command.ExecuteNonQueryAsync(cancellationToken);
            LogCreated(logger, database);
        }
        catch (PostgresException exists) when (exists.SqlState == PostgresErrorCodes.DuplicateDatabase)
        {
            // Another start made it since the question; there is no CREATE DATABASE IF NOT EXISTS.
        }
    }

    [LoggerMessage(LogLevel.Information, "Created the database '{Database}'.")]
    private static partial void LogCreated(ILogger logger, string database);
}
