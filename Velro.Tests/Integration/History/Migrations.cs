using Npgsql;
using Velro.Data.Feed;

namespace Velro.Tests.Integration.History;

/// <summary>
/// Migrations that change what tells changes, back and forth, while writers have transactions open. While it forgets, answers are wrong; from
/// the migration on that makes it whole none may be.
/// </summary>
internal sealed class Migrations(NpgsqlDataSource database, TriggerChange change, int seed)
{
    private readonly List<(ulong Xid, bool IsWhole)> _done = [];

    /// <summary>How often it was made whole.</summary>
    public int Count => _done.Count(static migration => migration.IsWhole);

    /// <summary>Whether nothing was forgotten in a state of the database.</summary>
    public bool IsWholeAt(PostgresSnapshot snapshot) => _done.FindLast(migration => snapshot.Sees(migration.Xid)) is { Xid: 0 } or { IsWhole: true };

    public async Task RunAsync(CancellationToken done)
    {
        var random = new Random(seed);
        await using var query = database.CreateCommand(change.Original);
        var original = (string)(await query.ExecuteScalarAsync(CancellationToken.None))!;
        while (!done.IsCancellationRequested)
        {
            await MigrateAsync(change.Forgets, isBegunRightly: true, isWhole: false);
            await Task.Delay(random.Next(150), CancellationToken.None);
            await MigrateAsync(original, change.IsBegunRightly, isWhole: true);
            await Task.Delay(random.Next(500), CancellationToken.None);
        }
    }

    private async Task MigrateAsync(string statements, bool isBegunRightly, bool isWhole)
    {
        while (true)
        {
            await using var connection = await database.OpenConnectionAsync(CancellationToken.None);
            await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
            try
            {
                if (isBegunRightly) await ExecuteAsync($"call begin_trigger_change({change.Tables})");
                await ExecuteAsync(statements);
                var xid = (ulong)(await ExecuteAsync("select pg_current_xact_id()"))!;
                await transaction.CommitAsync(CancellationToken.None);
                _done.Add((xid, isWhole));
                return;
            }
            catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable)
            {
                // Writers take the tables in any order. Who migrates tries again.
            }

            async Task<object?> ExecuteAsync(string text)
            {
                await using var command = new NpgsqlCommand(text, connection);
                return await command.ExecuteScalarAsync(CancellationToken.None);
            }
        }
    }
}
