using Npgsql;

namespace Velro.Data.Feed;

/// <summary>
/// What is done before a server's answer can be used, by whoever finds it missing: the marker of the server's run is written (who is second
/// keeps the first one's), and the changes of another server, which a restored dump brought, are dropped.
/// </summary>
internal static class ServerRepair
{
    private const string Statement =
        """
        /* velro:feed.repair */
        insert into public.incarnation (marker) values (gen_random_uuid()) on conflict do nothing;
        select public.begin_lineage()
        """;

    /// <summary>How often an answer may be of no use before it is given up: a repair helps at once, or not at all.</summary>
    public const int MaximumAttempts = 3;

    /// <summary>What it means when repairs did not help.</summary>
    public static NpgsqlException DidNotHelp() => new("The database has no run of its own that changes could be told of.");

    public static void Run(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(Statement, connection);
        command.ExecuteNonQuery();
    }

    public static async Task RunAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(Statement, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
