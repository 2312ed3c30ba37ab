using Npgsql;
using Velro.Authorization.Contexts;

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

    /// <summary>A value that was revoked under the master key before stays revoked under this one.</summary>
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

    private const string Audit =
        """
        /* velro:bootstrap.audit */
        insert into public.audit_events (actor_type, actor_id, action, resource_type, resource_id, details)
        values ('system', 'migrations', $2, 'service_key', $1, jsonb_build_object('revoked', $3))
        """;

    /// <summary>
    /// Makes <paramref name="text"/> the bootstrap key, and the built-in user <c>admin</c> if it is not there, in one transaction. Another
    /// value dies with its commit.
    /// </summary>
    /// <exception cref="ArgumentException">The text is not well-formed. The message does not contain it.</exception>
    /// <exception cref="NpgsqlException">The database did not answer; nothing has changed.</exception>
    public async Task<BootstrapKeyOutcome> ApplyAsync(string? text, CancellationToken cancellation)
    {
        if (!BootstrapKeyText.IsWellFormed(text))
        {
            throw new ArgumentException(
                $"The bootstrap key (Velro:AdminKey, the parameter 'adminkey') has {text?.Length ?? 0} characters. It needs 24-200 of " +
                $"[A-Za-z0-9_-] and must not begin with '{BootstrapKeyText.ServiceKeyPrefix}'.");
        }

        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (hasher.HasPrevious) await KeepRevokedAsync(connection, text, cancellation);
        var outcome = await ApplyAsync(connection, hasher.Hash(text), cancellation);
        await transaction.CommitAsync(cancellation);
        return outcome;
    }

    private static async Task<BootstrapKeyOutcome> ApplyAsync(
        NpgsqlConnection connection, byte[] hash, CancellationToken cancellation)
    {
        await using (var command = new NpgsqlCommand(EnsureAdministrator, connection)) await command.ExecuteNonQueryAsync(cancellation);

        if (await AskAsync(connection, Create, hash, cancellation) is { } created)
        {
            await AuditAsync(connection, "service_key.created", created, cancellation);
            return created ? BootstrapKeyOutcome.Revoked : BootstrapKeyOutcome.Created;
        }

        await using (var command = CommandFor(connection, Lock, hash))
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            await reader.ReadAsync(cancellation);
            if (reader.GetBoolean(0)) return reader.GetBoolean(1) ? BootstrapKeyOutcome.Revoked : BootstrapKeyOutcome.Unchanged;
        }

        var isRevoked = await AskAsync(connection, Replace, hash, cancellation) == true;
        await AuditAsync(connection, "service_key.replaced", isRevoked, cancellation);
        return isRevoked ? BootstrapKeyOutcome.Revoked : BootstrapKeyOutcome.Replaced;
    }

    private async Task KeepRevokedAsync(NpgsqlConnection connection, string? text, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(KeepRevoked, connection);
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = hasher.Hash(text) });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = hasher.PreviousHash(text).ToArray() });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Whether the value that a statement wrote is a revoked one; null: it wrote nothing.</summary>
    private static async Task<bool?> AskAsync(
        NpgsqlConnection connection, string text, byte[] hash, CancellationToken cancellation)
    {
        await using var command = CommandFor(connection, text, hash);
        return (bool?)await command.ExecuteScalarAsync(cancellation);
    }

    private static async Task AuditAsync(NpgsqlConnection connection, string action, bool isRevoked, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(Audit, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = ServiceKeyContext.BootstrapId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = action });
        command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = isRevoked });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static NpgsqlCommand CommandFor(NpgsqlConnection connection, string text, byte[] hash)
    {
        var command = new NpgsqlCommand(text, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = ServiceKeyContext.BootstrapId });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = hash });
        return command;
    }
}
