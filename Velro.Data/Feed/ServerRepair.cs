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
