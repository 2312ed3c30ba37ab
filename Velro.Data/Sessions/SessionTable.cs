using Npgsql;
using Velro.Data.Transactions;

namespace Velro.Data.Sessions;

/// <summary>The statements about sessions. Those that ended are found by none of these.</summary>
public static class SessionTable
{
    private const string Columns =
        """
        id, user_id, parent_id, client_id, is_interactive, expires_at, authenticated_at, methods, device, address, created_at, last_seen_at
        """;

    private const string IsLive = "ended_at is null and (expires_at is null or expires_at > now())";

    /// <summary>Begins a session.</summary>
    public static Task InsertAsync(StoreTransaction transaction, SessionRow row)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(row);
        return transaction.ExecuteAsync(
            $"""
            /* velro:sessions.insert */
            insert into public.sessions ({Columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            """,
            row.Id, row.UserId, row.ParentId, row.ClientId, row.IsInteractive, row.ExpiresAt, row.AuthenticatedAt, row.Methods, row.Device,
            row.Address, row.CreatedAt, row.LastSeenAt);
    }

    /// <summary>A session that counts; null: there is none such.</summary>
    public static Task<SessionRow?> FindAsync(StoreTransaction transaction, string id) => transaction.QueryOneAsync(
        $"/* velro:sessions.find */ select {Columns} from public.sessions where id = $1 and {IsLive}", Read, id);

    /// <summary>Whether a session has begun, whether it counts still or not.</summary>
    public static Task<bool> HasBegunAsync(StoreTransaction transaction, string id) => transaction.QueryValueAsync<bool>(
        "/* velro:sessions.has_begun */ select exists (select from public.sessions where id = $1)", id);

    /// <summary>A person's sessions that count, the newest first, before an id.</summary>
    public static Task<List<SessionRow>> ListAsync(StoreTransaction transaction, string userId, string beforeId, int limit) =>
        transaction.QueryAsync(
            $"""
            /* velro:sessions.list */
            select {Columns} from public.sessions
            where user_id = $1 and is_interactive and {IsLive} and ($2 = '' or id < $2) order by id desc limit $3
            """,
            Read, userId, beforeId, limit);

    /// <summary>Ends a session, and those that were begun in it. False: it does not count any more.</summary>
    public static async Task<bool> EndAsync(StoreTransaction transaction, string id, string reason) => await transaction.ExecuteAsync(
        "/* velro:sessions.end */ update public.sessions set ended_at = now(), end_reason = $2 where id = $1 and ended_at is null", id, reason) == 1;

    /// <summary>Ends a person's sessions.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="userId">Whose.</param>
    /// <param name="reason">Why.</param>
    /// <param name="exceptId">One that stays, with what was begun in it; null: none does.</param>
    /// <returns>How many ended.</returns>
    public static async Task<int> EndAllAsync(StoreTransaction transaction, string userId, string reason, string? exceptId)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        // The one that stays is then on its own: the session of its browser ends with the others.
        await transaction.ExecuteAsync(
            "/* velro:sessions.keep */ update public.sessions set parent_id = null where id = $1 and user_id = $2 and parent_id is not null",
            exceptId ?? "", userId);
        return await transaction.ExecuteAsync(
            """
            /* velro:sessions.end_all */
            update public.sessions set ended_at = now(), end_reason = $2
            where user_id = $1 and is_interactive and ended_at is null
              and ($3::text is null or id <> $3 and parent_id is distinct from $3)
            """,
            userId, reason, exceptId);
    }

    /// <summary>Notes that a session was seen. No cache feels it.</summary>
    public static Task TouchAsync(StoreTransaction transaction, string id, string address) => transaction.ExecuteAsync(
        "/* velro:sessions.touch */ update public.sessions set last_seen_at = now(), address = $2 where id = $1 and ended_at is null", id, address);

    /// <summary>Puts a session in the place of another one, which ends; those that were begun in that one go on in it.</summary>
    public static async Task ReplaceAsync(StoreTransaction transaction, string beforeId, string id)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        await transaction.ExecuteAsync(
            "/* velro:sessions.move */ update public.sessions set parent_id = $2 where parent_id = $1 and ended_at is null", beforeId, id);
        await EndAsync(transaction, beforeId, "stepped_up");
    }

    private static SessionRow Read(NpgsqlDataReader reader) => new(
        reader.GetString(0),
        reader.GetString(1),
        reader.IsDBNull(2) ? null : reader.GetString(2),
        reader.GetString(3),
        reader.GetBoolean(4),
        reader.IsDBNull(5) ? null : reader.GetFieldValue<DateTimeOffset>(5),
        reader.GetFieldValue<DateTimeOffset>(6),
        reader.GetFieldValue<string[]>(7),
        reader.GetString(8),
        reader.GetString(9),
        reader.GetFieldValue<DateTimeOffset>(10),
        reader.GetFieldValue<DateTimeOffset>(11));
}
