using Npgsql;

namespace Velro.Data;

/// <summary>What every data source of Velro has in common.</summary>
public static class DataSourceDefaults
{
    /// <summary>
    /// Leaves the polls of the change feed out of traces: they come forty times a second from every node, and would hide the statements of
    /// requests.
    /// </summary>
    public static void Apply(NpgsqlDataSourceBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ConfigureTracing(static tracing => tracing.ConfigureCommandFilter(
            static command => !command.CommandText.StartsWith("/* velro:feed.poll */", StringComparison.Ordinal)));
    }
}
