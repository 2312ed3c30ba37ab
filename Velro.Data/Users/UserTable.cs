using Npgsql;
using Velro.Data.Transactions;

namespace Velro.Data.Users;

/// <summary>The statements about users. Those who are deleted stay as rows, so that their ids do, and are found by none of these.</summary>
public static class UserTable
{
    private const string Columns = "id, email, display_name, state, is_administrator, created_at, updated_at, version";

    /// <summary>
    /// Creates a user without credentials. An e-mail address that another one has is refused (index <c>users_by_email</c>).
    /// </summary>
    public static async Task<UserRow> InsertAsync(StoreTransaction transaction, string id, string? email, string displayName) =>
        (await transaction.QueryOneAsync(
            $"""
            /* velro:users.insert */
            insert into public.users (id, email, display_name) values ($1, $2, $3) returning {Columns}
            """,
            Read, id, email, displayName))!;

    /// <summary>The user; null: there is none.</summary>
    public static Task<UserRow?> FindAsync(StoreTransaction transaction, string id) => transaction.QueryOneAsync(
        $"""
        /* velro:users.find */
        select {Columns} from public.users where id = $1 and state <> 'deleted'
        """,
        Read, id);

    /// <summary>The user with an address, however it is capitalised (as <c>AccountTable.FindByEmailAsync</c>); null: there is none.</summary>
    public static async Task<UserRow?> FindByEmailAsync(StoreTransaction transaction, string email)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        var found = await transaction.QueryOneAsync(
            $"""
            /* velro:users.find_by_email */
            select {Columns} from public.users where lower(email) = lower($1) and state <> 'deleted'
            """,
            Read, email);
        return string.Equals(found?.Email, email, StringComparison.OrdinalIgnoreCase) ? found : null;
    }

    /// <summary>All users, after an id and in the order of ids.</summary>
    public static Task<List<UserRow>> ListAsync(StoreTransaction transaction, string afterId, int limit) => transaction.QueryAsync(
        $"""
        /* velro:users.list */
        select {Columns} from public.users where state <> 'deleted' and id > $1 order by id limit $2
        """,
        Read, afterId, limit);

    /// <summary>Renames a user.</summary>
    public static async Task<UserRow> RenameAsync(StoreTransaction transaction, string id, string displayName) =>
        (await transaction.QueryOneAsync(
            $"""
            /* velro:users.rename */
            update public.users set display_name = $2 where id = $1 returning {Columns}
            """,
            Read, id, displayName))!;

    /// <summary>Suspends or reactivates a user.</summary>
    public static async Task<UserRow> SetSuspendedAsync(StoreTransaction transaction, string id, bool isSuspended) =>
        (await transaction.QueryOneAsync(
            $"""
            /* velro:users.suspend */
            update public.users set state = case when $2 then 'suspended' else 'active' end where id = $1 returning {Columns}
            """,
            Read, id, isSuspended))!;

    /// <summary>Makes a user an administrator of the system, or ends that.</summary>
    public static async Task<UserRow> SetAdministratorAsync(StoreTransaction transaction, string id, bool isAdministrator) =>
        (await transaction.QueryOneAsync(
            $"""
            /* velro:users.administrator */
            update public.users set is_administrator = $2 where id = $1 returning {Columns}
            """,
            Read, id, isAdministrator))!;

    /// <summary>Whether somebody else than the user can act as an administrator.</summary>
    public static Task<bool> HasOtherAdministratorAsync(StoreTransaction transaction, string id) => transaction.QueryValueAsync<bool>(
        """
        /* velro:users.other_administrator */
        select exists (select from public.users where is_administrator and state = 'active' and id <> $1)
        """,
        id);

    private static UserRow Read(NpgsqlDataReader reader) => new(
        reader.GetString(0),
        reader.IsDBNull(1) ? null : reader.GetString(1),
        reader.GetString(2),
        reader.GetString(3),
        reader.GetBoolean(4),
        reader.GetDateTime(5),
        reader.GetDateTime(6),
        reader.GetInt64(7));
}
