using System.Reflection;
using System.Text.RegularExpressions;
using Npgsql;

namespace Velro.Migrations.Schema;

/// <summary>
/// Builds the indexes in <c>Indexes/*.sql</c> that a database lacks, while others write: <c>create index concurrently</c>, which no
/// transaction may contain, and which leaves an invalid index behind when it is cut off. The catalog is the journal: an index that is there
/// and valid is done, one that is invalid is dropped and built again. So a run that was cut off is simply run again.
/// </summary>
/// <remarks>
/// A file is one statement. Its index may take the place of another one, named behind <c>-- replaces:</c>, which is dropped once the new
/// one is valid; the new one serves all that the old one did, so that the previous release goes on.
/// </remarks>
/// <param name="source">The database, with its schema up to date.</param>
public sealed partial class ConcurrentIndexes(NpgsqlDataSource source)
{
    private const string Prefix = "index/";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>Builds what is missing, under the lock of <see cref="MigrationLock"/>.</summary>
    /// <returns>The names of the indexes that were built.</returns>
    /// <exception cref="NpgsqlException">The database did not answer or refused; what was built stays.</exception>
    public async Task<IReadOnlyList<string>> BuildAsync(CancellationToken cancellation)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var built = new List<string>();
        await using var connection = await source.OpenConnectionAsync(cancellation);
        foreach (var resource in assembly.GetManifestResourceNames().Where(IsIndex).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            var statement = await reader.ReadToEndAsync(cancellation);
            var name = CreatedName().Match(statement) is { Success: true } created
                ? created.Groups[1].Value
                : throw new InvalidOperationException($"{resource} is not one statement that creates an index concurrently.");
            await WaitForBuildAsync(connection, name, cancellation);
            var isValid = await IsValidAsync(connection, name, cancellation);
            if (isValid == false) await RunAsync(connection, $"drop index concurrently public.{name}", cancellation);
            if (isValid != true)
            {
                await RunAsync(connection, statement, cancellation);
                built.Add(name);
            }

            if (ReplacedName().Match(statement) is { Success: true } replaced)
                await RunAsync(connection, $"drop index concurrently if exists public.{replaced.Groups[1].Value}", cancellation);
        }

        return built;
    }

    private static bool IsIndex(string resource) => resource.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>
    /// Waits for a server process that builds the index still: it goes on when the migrator that began it was killed, and dropping the index
    /// beneath it would end in a deadlock of the two. Asked again and again, for a statement that waits would be waited for in turn.
    /// </summary>
    private static async Task WaitForBuildAsync(NpgsqlConnection connection, string name, CancellationToken cancellation)
    {
        while (true)
        {
            await using (var command = new NpgsqlCommand(
                "select exists (select from pg_stat_progress_create_index where index_relid = to_regclass('public.' || $1))", connection))
            {
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
                if (await command.ExecuteScalarAsync(cancellation) is false) return;
            }

            await Task.Delay(Interval, cancellation);
        }
    }

    /// <summary>Null: there is no such index.</summary>
    private static async Task<bool?> IsValidAsync(NpgsqlConnection connection, string name, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "select indisvalid from pg_index where indexrelid = to_regclass('public.' || $1)", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        return (bool?)await command.ExecuteScalarAsync(cancellation);
    }

    /// <summary>It may take long, and waits for whoever reads or writes the table at the moment.</summary>
    private static async Task RunAsync(NpgsqlConnection connection, string statement, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    [GeneratedRegex("^create (?:unique )?index concurrently ([a-z_][a-z0-9_]*) on ", RegexOptions.Multiline)]
    private static partial Regex CreatedName();

    [GeneratedRegex(@"^-- replaces: ([a-z_][a-z0-9_]*)\s*$", RegexOptions.Multiline)]
    private static partial Regex ReplacedName();
}
