using System.Reflection;
using DbUp;
using DbUp.Postgresql;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Velro.Migrations.Schema;

/// <summary>Runs the embedded scripts that a database has not had yet, in order, each in a transaction of its own.</summary>
/// <param name="source">The database.</param>
/// <param name="loggers">Where the progress is told.</param>
public sealed class SchemaUpgrade(NpgsqlDataSource source, ILoggerFactory loggers)
{
    /// <summary>Brings the schema up to date, under the lock of <see cref="MigrationLock"/>.</summary>
    /// <returns>The names of the scripts that were run.</returns>
    /// <exception cref="MigrationException">A script failed: it is rolled back, and those before it stay.</exception>
    public IReadOnlyList<string> Run()
    {
        var result = DeployChanges.To
            .PostgresqlDatabase(new PostgresqlConnectionManager(source))
            .JournalToPostgresqlTable("public", "schema_versions")
            .WithScriptsEmbeddedInAssembly(Assembly.GetExecutingAssembly(), static name => name.EndsWith(".sql", StringComparison.Ordinal))
            .WithPreprocessor(new LockTimeout())
            .WithVariablesDisabled()
            .WithTransactionPerScript()
            .WithExecutionTimeout(TimeSpan.FromMinutes(10))
            .LogTo(loggers)
            .Build()
            .PerformUpgrade();

        if (result.Successful) return [.. result.Scripts.Select(static script => script.Name)];
        throw new MigrationException(
            $"The script {result.ErrorScript?.Name ?? "(none)"} failed and was rolled back: {result.Error.Message}", result.Error);
    }
}
