using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Velro.Data.Pools;

namespace Velro.Data.Sessions;

/// <summary>
/// Forgets what signing in leaves behind when it counts no more: sessions, used codes and refresh tokens, grants without any, and sign-ups whose
/// mail nobody answered. What they tell stands in the audit trail.
/// </summary>
/// <param name="source">The database.</param>
public sealed class SignInRetention([FromKeyedServices(PoolNames.Audit)] NpgsqlDataSource source)
{
    /// <summary>Few enough that nobody waits for the locks.</summary>
    private const int BatchSize = 1000;

    /// <summary>Each deletes some, and takes the instant and how many at most. A used token is kept until it would have expired: it may come again.
    /// Rows are locked where the warmer has a column that it may change, which decides nothing.</summary>
    private static readonly string[] Statements =
    [
        """
        /* velro:retention.oauth_tokens */
        delete from public.oauth_tokens where id in (
            select id from public.oauth_tokens where expiration_date <= $1 order by expiration_date limit $2 for update skip locked)
        """,
        """
        /* velro:retention.oauth_authorizations */
        delete from public.oauth_authorizations where id in (
            select a.id from public.oauth_authorizations a
            where (a.type = 'ad-hoc' or a.status <> 'valid') and a.creation_date <= $1 - interval '1 day'
              and not exists (select from public.oauth_tokens t where t.authorization_id = a.id)
            order by a.creation_date limit $2 for update skip locked)
        """,
        """
        /* velro:retention.pending_sign_ups */
        delete from public.pending_sign_ups where token_hash in (
            select token_hash from public.pending_sign_ups where expires_at <= $1 order by expires_at limit $2)
        """,
        """
        /* velro:retention.used_once */
        delete from public.used_once where id in (
            select id from public.used_once where expires_at <= $1 order by expires_at limit $2)
        """,
        """
        /* velro:retention.sessions */
        delete from public.sessions where id in (
            select s.id from public.sessions s
            where least(s.ended_at, s.expires_at) <= $1 - interval '7 days'
              and not exists (select from public.sessions c where c.parent_id = s.id)
            order by least(s.ended_at, s.expires_at) limit $2 for update skip locked)
        """,
    ];

    /// <summary>Deletes what counted until <paramref name="now"/> at most.</summary>
    /// <returns>The number of rows.</returns>
    /// <exception cref="NpgsqlException">The database did not answer; what was deleted before stays deleted.</exception>
    public async Task<int> DeleteExpiredAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        var all = 0;
        foreach (var statement in Statements)
        {
            int deleted;
            do
            {
                await using var command = source.CreateCommand(statement);
                command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now.ToUniversalTime() });
                command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = BatchSize });
                deleted = await command.ExecuteNonQueryAsync(cancellation);
                all += deleted;
            }
            while (deleted == BatchSize);
        }

        return all;
    }
}
