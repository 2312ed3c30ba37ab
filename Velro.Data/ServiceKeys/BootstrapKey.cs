using Npgsql;
using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;
using Velro.Data.Audit;
using Velro.Data.Transactions;

namespace Velro.Data.ServiceKeys;

/// <summary>
/// The administrator's first key: a value from the configuration, of which the database knows the keyed hash (RIGHTS.md A5). The hash
/// depends on the master key, and so does the memory of revoked values: under another master key a value is another value.
/// </summary>
/// <param name="source">The database, migrated.</param>
/// <param name="hasher">Hashes the value.</param>
public sealed class BootstrapKey(NpgsqlDataSource source, ServiceKeyHasher hasher)
{
    private const string EnsureAdministrator =
        """
        /* velro:bootstrap.user */
        insert into public.users (id, is_administrator, display_name) values ('admin', true, 'Administrator') on conflict do nothing
        """;

    /// <summary>A value that was revoked under the master key before or after stays revoked under this one.</summary>
    private const string KeepRevoked =
        """
        /* velro:bootstrap.keep_revoked */
        insert into public.revoked_bootstrap_keys (hash)
        select $1 where exists (select from public.revoked_bootstrap_keys where hash = $2) on conflict do nothing
        """;

    private const string Create =
        """
        /* velro:bootstrap.create */
        insert into public.service_keys (id, owner_id, name, hash, scopes, revoked_at)
        values ($1, 'admin', 'Bootstrap key', $2, '{admin}', (select now() from public.revoked_bootstrap_keys where hash = $2))
        on conflict do nothing
        returning revoked_at is not null
        """;

    private const string Lock =
        """
        /* velro:bootstrap.lock */
        select hash = $2, revoked_at is not null from public.service_keys where id = $1 for update
        """;

    private const string Replace =
        """
        /* velro:bootstrap.replace */
        update public.service_keys
        set hash = $2, owner_id = 'admin', scopes = '{admin}', expires_at = null, last_used_at = null, created_at = now(),
            revoked_at = (select now() from public.revoked_bootstrap_keys where hash = $2)
        where id = $1
        returning revoked_at is not null
        """;

    /// <summary>
    /// Makes <paramref name="text"/> the bootstrap key, and the built-in user <c>admin</c> if it is not there, in one transaction. Another
    /// value dies with its commit.
    /// </summary>
    /// <exception cref="ArgumentException">The text is not well-formed. The message does not contain it.</exception>
    /// <exception cref="StoreUnavailableException">The database did not answer; nothing has changed.</exception>
    public async Task<BootstrapKeyOutcome> ApplyAsync(string? text, CancellationToken cancellation)
    {
        if (!BootstrapKeyText.IsWellFormed(text))
        {
            throw new ArgumentException(
                $"The bootstrap key (Velro:AdminKey, the parameter 'adminkey') has {text?.Length ?? 0} characters. It needs 24-200 of " +
                $"[A-Za-z0-9_-] and must not begin with '{BootstrapKeyText.ServiceKeyPrefix}'.");
        }

        return await new Store(source, TimeProvider.System).WriteAsync(
            async transaction =>
            {
                if (hasher.HasOther)
                    await transaction.ExecuteAsync(KeepRevoked, hasher.Hash(text), hasher.OtherHash(text).ToArray());
                return await ApplyAsync(transaction, hasher.Hash(text));
            },
            cancellation);
    }

    private static async Task<BootstrapKeyOutcome> ApplyAsync(StoreTransaction transaction, byte[] hash)
    {
        await transaction.ExecuteAsync(EnsureAdministrator);
        if (await AskAsync(transaction, Create, hash) is { } created)
        {
            await AuditAsync(transaction, "service_key.created", created);
            return created ? BootstrapKeyOutcome.Revoked : BootstrapKeyOutcome.Created;
        }

        var present = await transaction.QueryAsync(
            Lock, static reader => (IsSame: reader.GetBoolean(0), IsRevoked: reader.GetBoolean(1)), ServiceKeyContext.BootstrapId, hash);
        if (present[0].IsSame) return present[0].IsRevoked ? BootstrapKeyOutcome.Revoked : BootstrapKeyOutcome.Unchanged;

        var isRevoked = await AskAsync(transaction, Replace, hash) == true;
        await AuditAsync(transaction, "service_key.replaced", isRevoked);
        return isRevoked ? BootstrapKeyOutcome.Revoked : BootstrapKeyOutcome.Replaced;
    }

    /// <summary>Whether the value that a statement wrote is a revoked one; null: it wrote nothing.</summary>
    private static async Task<bool?> AskAsync(StoreTransaction transaction, string text, byte[] hash)
    {
        var written = await transaction.QueryAsync(text, static reader => reader.GetBoolean(0), ServiceKeyContext.BootstrapId, hash);
        return written.Count == 0 ? null : written[0];
    }

    private static Task AuditAsync(StoreTransaction transaction, string action, bool isRevoked) => AuditEvents.RecordBySystemAsync(
        transaction, "migrations", action, new EntityRef("service_key", ServiceKeyContext.BootstrapId),
        new Dictionary<string, object?> { ["revoked"] = isRevoked });
}
