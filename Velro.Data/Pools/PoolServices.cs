using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Velro.Data.Pools;

/// <summary>Registers the pools.</summary>
public static class PoolServices
{
    /// <summary>More than there are, so that none pushes out another.</summary>
    private const int StatementsOfLoads = 32;

    /// <summary>
    /// Adds every pool of <see cref="PoolNames"/> as a keyed <see cref="NpgsqlDataSource"/> of <c>ConnectionStrings:velro</c>. They are
    /// made with the host, so that metrics show all of them, also those that nobody has needed yet; connections are opened on first use.
    /// Health is the revision clock's to tell: it knows whether the database was reached and how long ago.
    /// </summary>
    /// <param name="builder">The process.</param>
    /// <param name="role">The role that its connections take (<see cref="DatabaseRole"/>).</param>
    /// <exception cref="InvalidOperationException">A setting is out of range; the message names it.</exception>
    public static void AddVelroPools(this IHostApplicationBuilder builder, string role)
    {
        ArgumentNullException.ThrowIfNull(builder);
        StatementTimes.Watch();
        foreach (var pool in PoolNames.All)
        {
            var limits = PoolLimits.Read(builder.Configuration, pool);
            builder.AddKeyedNpgsqlDataSource(
                pool,
                settings =>
                {
                    settings.ConnectionString = builder.Configuration.GetConnectionString("velro");
                    settings.DisableHealthChecks = true;
                },
                source =>
                {
                    Configure(source, pool, limits);
                    DatabaseRole.Apply(builder.Configuration, role, source.ConnectionStringBuilder);
                });
            builder.Services.ActivateKeyedSingleton<NpgsqlDataSource>(pool);
        }
    }

    /// <summary>
    /// Statements change nothing of their session (locks and settings are of transactions), so that a pooled connection need not be
    /// reset: with prepared statements that is eight more statements before the next one, forty times a second for the feed alone.
    /// <para>
    /// Loads of contexts consist of a dozen statements. Each is prepared in the round trip that executes it first on a connection: asking to
    /// prepare it would be a round trip more, which a check waits for.
    /// </para>
    /// <para>
    /// Statements have the names that stand in them. Each is measured (<see cref="StatementTimes"/>); which of them are exported is decided where
    /// the others are: what runs in the background comes again and again from every node, and would hide the traces of requests.
    /// </para>
    /// </summary>
    private static void Configure(NpgsqlDataSourceBuilder source, string pool, PoolLimits limits)
    {
        source.Name = pool;
        source.ConnectionStringBuilder.NoResetOnClose = true;
        if (pool == PoolNames.Authorization)
        {
            source.ConnectionStringBuilder.MaxAutoPrepare = StatementsOfLoads;
            source.ConnectionStringBuilder.AutoPrepareMinUsages = 1;
        }

        limits.ApplyTo(source.ConnectionStringBuilder);
        source.ConfigureTracing(static tracing => tracing
            .ConfigureCommandSpanNameProvider(static command => StatementName.Of(command.CommandText) ?? StatementName.Unnamed)
            .ConfigureBatchSpanNameProvider(StatementName.Of)
            .ConfigureCopyOperationSpanNameProvider(StatementName.OfCopy)
            .EnablePhysicalOpenTracing(enable: false));
    }
}
