using Npgsql;
using Velro.Data.Transactions;

namespace Velro.Data.Clients;

/// <summary>The statements about clients that sign in by themselves. What OpenIddict knows of them it keeps itself.</summary>
public static class ClientTable
{
    private const string Columns = "client_id, owner_id, session_id, scopes, name, created_at";

    /// <summary>A client; null: there is none such.</summary>
    public static Task<ClientRow?> FindAsync(StoreTransaction transaction, string clientId) => transaction.QueryOneAsync(
        $"/* velro:clients.find */ select {Columns} from public.client_owners where client_id = $1", Read, clientId);

    /// <summary>All clients, after an id and in the order of ids.</summary>
    public static Task<List<ClientRow>> ListAsync(StoreTransaction transaction, string afterId, int limit) => transaction.QueryAsync(
        $"""
        /* velro:clients.list */
        select {Columns} from public.client_owners where client_id > $1 order by client_id limit $2
        """,
        Read, afterId, limit);

    /// <summary>The clients of a user.</summary>
    public static Task<List<ClientRow>> ListOfOwnerAsync(StoreTransaction transaction, string ownerId) => transaction.QueryAsync(
        $"/* velro:clients.list_of_owner */ select {Columns} from public.client_owners where owner_id = $1 order by client_id", Read, ownerId);

    /// <summary>Registers a client: to OpenIddict, with its standing session, which may have an end, and to its owner.</summary>
    public static async Task InsertAsync(StoreTransaction transaction, ClientRow row, string secretHash, string permissions, DateTimeOffset? expiresAt)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(row);
        await transaction.ExecuteAsync(
            """
            /* velro:clients.session */
            insert into public.sessions (id, user_id, client_id, is_interactive, expires_at) values ($1, $2, $3, false, $4)
            """,
            row.SessionId, row.OwnerId, row.ClientId, expiresAt?.ToUniversalTime());
        await transaction.ExecuteAsync(
            """
            /* velro:clients.application */
            insert into public.oauth_clients (id, client_id, client_secret, client_type, consent_type, display_name, permissions, concurrency_token)
            values ($1, $1, $2, 'confidential', 'implicit', $3, $4, gen_random_uuid()::text)
            """,
            row.ClientId, secretHash, row.Name, permissions);
        await transaction.ExecuteAsync(
            """
            /* velro:clients.owner */
            insert into public.client_owners (client_id, owner_id, session_id, scopes, name) values ($1, $2, $3, $4, $5)
            """,
            row.ClientId, row.OwnerId, row.SessionId, row.Scopes, row.Name);
    }

    /// <summary>Stores a built-in client as it is to be. One that is so already is not touched.</summary>
    public static Task PutBuiltInAsync(StoreTransaction transaction, BuiltInClientRow row)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(row);
        return transaction.ExecuteAsync(
            """
            /* velro:clients.put_built_in */
            insert into public.oauth_clients as c (
                id, client_id, client_type, consent_type, display_name, application_type, permissions, redirect_uris,
                post_logout_redirect_uris, requirements, concurrency_token)
            values ($1, $1, 'public', 'explicit', $2, $3, $4, $5, $6, $7, gen_random_uuid()::text)
            on conflict (id) do update
            set display_name = excluded.display_name, application_type = excluded.application_type, permissions = excluded.permissions,
                redirect_uris = excluded.redirect_uris, post_logout_redirect_uris = excluded.post_logout_redirect_uris,
                requirements = excluded.requirements, concurrency_token = excluded.concurrency_token
            where (c.display_name, c.application_type, c.permissions, c.redirect_uris, c.post_logout_redirect_uris, c.requirements)
                is distinct from (excluded.display_name, excluded.application_type, excluded.permissions, excluded.redirect_uris,
                    excluded.post_logout_redirect_uris, excluded.requirements)
            """,
            row.ClientId, row.Name, row.ApplicationType, row.Permissions, row.RedirectUris, row.PostLogoutRedirectUris, row.Requirements);
    }

    /// <summary>Deletes a client, and ends its session: its tokens count no more. False: there is none such.</summary>
    public static async Task<bool> DeleteAsync(StoreTransaction transaction, string clientId)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        if (await FindAsync(transaction, clientId) is not { } row) return false;

        await transaction.ExecuteAsync("/* velro:clients.delete_tokens */ delete from public.oauth_tokens where application_id = $1", clientId);
        await transaction.ExecuteAsync(
            "/* velro:clients.delete_authorizations */ delete from public.oauth_authorizations where application_id = $1", clientId);
        await transaction.ExecuteAsync("/* velro:clients.delete_owner */ delete from public.client_owners where client_id = $1", clientId);
        await transaction.ExecuteAsync("/* velro:clients.delete */ delete from public.oauth_clients where id = $1", clientId);
        await Sessions.SessionTable.EndAsync(transaction, row.SessionId, "client_deleted");
        return true;
    }

    private static ClientRow Read(NpgsqlDataReader reader) => new(
        reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetFieldValue<string[]>(3), reader.GetString(4), reader.GetDateTime(5));
}
