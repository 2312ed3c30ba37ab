using Npgsql;

namespace Velro.Data.Feed;

/// <summary>
/// What a write left behind: one of the changes that it told. It says whether the write is still there after the server has begun another
/// run, in which the ids of transactions cannot be compared, for as long as its change is not folded into the base.
/// </summary>
/// <param name="Xid">The transaction.</param>
/// <param name="Nonce">The nonce of the change.</param>
public readonly record struct WriteTrace(ulong Xid, ulong Nonce)
{
    private const string Find =
        """
        /* velro:feed.trace */
        select exists (select from public.changes where xid = $1::text::xid8 and nonce = $2)
        """;

    /// <summary>Whether the write is seen, and can be told.</summary>
    /// <exception cref="NpgsqlException">The database did not answer.</exception>
    public async Task<bool> IsKeptAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(Find, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Xid.ToString(System.Globalization.CultureInfo.InvariantCulture) });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = unchecked((long)Nonce) });
        return await command.ExecuteScalarAsync(cancellation) is true;
    }
}
