using Npgsql;

namespace Velro.Data.Feed;

/// <summary>The marker of the server's run. Whoever finds none after a crash writes one; who is second keeps the first one's.</summary>
internal static class IncarnationMarker
{
    private const string Statement =
        """
        /* velro:feed.mark */
        insert into public.incarnation (marker) values (gen_random_uuid()) on conflict do nothing
        """;

    public static void Write(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(Statement, connection);
        command.ExecuteNonQuery();
    }

    public static async Task WriteAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(Statement, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
