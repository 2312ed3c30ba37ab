using System.Reflection;
using System.Security.Cryptography;
using Npgsql;

namespace Velro.Migrations.Seed;

/// <summary>
/// Loads the demo world and the AuthZEN fixture (RIGHTS.md E4): everything in one transaction, and each seed once, so that what people
/// do to the demo data afterwards stays. A policy is loaded again when its file has changed. What was loaded is in <c>demo_entities</c>.
/// </summary>
/// <param name="source">The database, migrated.</param>
internal sealed class DemoData(NpgsqlDataSource source)
{
    private const string SeedPrefix = "seed/";
    private const string PolicyPrefix = "policy/";
    private const string UniqueViolation = "23505";

    private const string Record =
        """
        /* velro:demo.record */
        insert into public.seeds (name, digest) values ($1, $2)
        on conflict (name) do update set digest = excluded.digest, loaded_at = now() where seeds.digest <> excluded.digest and $3
        """;

    private const string PutPolicy =
        """
        /* velro:demo.policy */
        with marked as (insert into public.demo_entities (type, id) values ('policy', $1) on conflict do nothing)
        insert into public.policies (name, document) values ($1, $2) on conflict (name) do update set document = excluded.document
        """;

    /// <summary>Loads what is not there yet.</summary>
    /// <returns>The number of seeds that were loaded.</returns>
    /// <exception cref="MigrationException">An id of the demo world is used by something else.</exception>
    public async Task<int> LoadAsync(CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var loaded = 0;
        foreach (var name in Names(SeedPrefix))
        {
            var text = Read(name);
            if (!await IsNewAsync(connection, name, text, again: false, cancellation)) continue;
            await RunAsync(connection, name, text, cancellation);
            loaded++;
        }

        foreach (var name in Names(PolicyPrefix))
        {
            var text = Read(name);
            if (!await IsNewAsync(connection, name, text, again: true, cancellation)) continue;
            await using var command = CommandFor(connection, PutPolicy, name[PolicyPrefix.Length..], text);
            await command.ExecuteNonQueryAsync(cancellation);
            loaded++;
        }

        await transaction.CommitAsync(cancellation);
        return loaded;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string name, string text, CancellationToken cancellation)
    {
        try
        {
            await using var command = new NpgsqlCommand(text, connection);
            await command.ExecuteNonQueryAsync(cancellation);
        }
        catch (PostgresException exception) when (exception.SqlState == UniqueViolation)
        {
            throw new MigrationException(
                $"The demo data ({name}) has an id that the table {exception.TableName} has already, for something else. " +
                "Load it into a database of its own, or start without --demo and outside Development.",
                exception);
        }
    }

    private static async Task<bool> IsNewAsync(
        NpgsqlConnection connection, string name, string text, bool again, CancellationToken cancellation)
    {
        await using var command = CommandFor(connection, Record, name, DigestOf(text));
        command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = again });
        return await command.ExecuteNonQueryAsync(cancellation) == 1;
    }

    private static NpgsqlCommand CommandFor(NpgsqlConnection connection, string text, string first, string second)
    {
        var command = new NpgsqlCommand(text, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = first });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = second });
        return command;
    }

    private static IEnumerable<string> Names(string prefix) => Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    private static string Read(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    private static string DigestOf(string text) => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
}
