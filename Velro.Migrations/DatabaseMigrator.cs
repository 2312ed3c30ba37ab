using Microsoft.Extensions.Logging;
using Npgsql;
using Velro.Data.ServiceKeys;
using Velro.Migrations.Schema;
using Velro.Migrations.Seed;

namespace Velro.Migrations;

/// <summary>
/// Brings a database up to date: the schema, the bootstrap key, and the demo world when it is asked for. It may be run any number of
/// times, and by several processes at once: they take turns.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="loggers">Where the progress is told.</param>
public sealed partial class DatabaseMigrator(NpgsqlDataSource source, ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger<DatabaseMigrator>();

    /// <summary>Does what <paramref name="plan"/> says.</summary>
    /// <exception cref="MigrationException">It could not be done, for a reason that the operator can remove.</exception>
    /// <exception cref="ArgumentException">The bootstrap key is not well-formed.</exception>
    /// <exception cref="NpgsqlException">The database did not answer.</exception>
    public async Task RunAsync(MigrationPlan plan, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        await using var turn = await MigrationLock.TakeAsync(source, cancellation);

        var scripts = new SchemaUpgrade(source, loggers).Run();
        var indexes = await new ConcurrentIndexes(source).BuildAsync(cancellation);
        LogMigrated(scripts.Count, indexes.Count);

        var outcome = await new BootstrapKey(source, new ServiceKeyHasher(plan.MasterKey)).ApplyAsync(plan.AdminKey, cancellation);
        if (outcome == BootstrapKeyOutcome.Revoked) LogRevoked();
        else LogBootstrapKey(outcome);

        if (plan.WithDemo) LogDemo(await new DemoData(source).LoadAsync(cancellation));
    }

    [LoggerMessage(1, LogLevel.Information, "The schema is up to date; {Scripts} scripts were run, {Indexes} indexes built.")]
    private partial void LogMigrated(int scripts, int indexes);

    [LoggerMessage(2, LogLevel.Information, "The bootstrap key: {Outcome}.")]
    private partial void LogBootstrapKey(BootstrapKeyOutcome outcome);

    [LoggerMessage(3, LogLevel.Warning, "The configured bootstrap key was revoked through the API and opens nothing. Configure another value of Velro:AdminKey to have one again.")]
    private partial void LogRevoked();

    [LoggerMessage(4, LogLevel.Information, "Demo data: {Seeds} seeds were loaded.")]
    private partial void LogDemo(int seeds);
}
