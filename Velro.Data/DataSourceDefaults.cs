using Npgsql;

namespace Velro.Data;

/// <summary>What every data source of Velro has in common.</summary>
public static class DataSourceDefaults
{
    /// <summary>
    /// The most connections that a process opens for its statements; the feed has <see cref="FeedConnections"/> of its own. The topology
    /// gives the server as many as all its processes can ask for.
    /// </summary>
    public const int Connections = 60;

    /// <summary>The most connections that a process opens for the change feed: one that is used, and one that takes its place.</summary>
    public const int FeedConnections = 2;

    /// <summary>
    /// Statements change nothing of their session (locks and settings are of transactions), so that a pooled connection need not be
    /// reset: with prepared statements that is eight more statements before the next one, forty times a second for the feed alone.
    /// Leaves the polls of the change feed out of traces: they come forty times a second from every node, and would hide the statements of
    /// requests.
    /// </summary>
    public static void Apply(NpgsqlDataSourceBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ConnectionStringBuilder.NoResetOnClose = true;
        builder.ConnectionStringBuilder.MaxPoolSize = Connections;
        builder.ConfigureTracing(static tracing => tracing.ConfigureCommandFilter(
            static command => !command.CommandText.StartsWith("/* velro:feed.poll */", StringComparison.Ordinal)));
    }

    /// <summary>
    /// The same for the pool of the change feed (<see cref="Feed.ChangeFeed.PoolName"/>), which no burst of loads can empty. Its few
    /// connections are only ever used by blocking calls, which .NET then leaves to the operating system: a poll wakes one thread.
    /// </summary>
    public static void ApplyToFeed(NpgsqlDataSourceBuilder builder)
    {
        Apply(builder);
        builder.ConnectionStringBuilder.MaxPoolSize = FeedConnections;
    }
}
