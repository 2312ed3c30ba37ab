using System.Data;
using Npgsql;
using Velro.Caching.Clock;
using Velro.Data.Feed;

namespace Velro.Tests.Integration.History;

/// <summary>
/// Changes the world, one transaction after the other. Some are held open, and commit after transactions that began later; some are rolled
/// back, as a whole or in part.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="names">What there is to write about.</param>
/// <param name="commits">Learns of what was committed.</param>
/// <param name="random">What is written is drawn from it.</param>
/// <param name="isFlushing">Whether some transactions flush all caches, by changing a trigger.</param>
internal sealed class Writer(NpgsqlDataSource database, Names names, Commits commits, Random random, bool isFlushing = true)
{
    private readonly RandomWrites _writes = new(names, random);

    /// <summary>How often the database refused something, by the SQLSTATE, of which there must be some: writers stand in each other's way.</summary>
    public Dictionary<string, int> Refusals { get; } = [];

    /// <summary>Writes until it is told to end.</summary>
    /// <param name="lineage">The run of the server.</param>
    /// <param name="pace">The longest pause between two transactions.</param>
    /// <param name="done">Tells it.</param>
    public async Task RunAsync(ulong lineage, TimeSpan pace, CancellationToken done)
    {
        while (!done.IsCancellationRequested)
        {
            try
            {
                if (await WriteAsync(lineage, done)) _writes.Keep();
                await Task.Delay(pace * random.NextDouble(), done);
            }
            catch (PostgresException exception) when (exception.SqlState is not PostgresErrorCodes.UndefinedTable and not PostgresErrorCodes.SyntaxError)
            {
                Refusals[exception.SqlState] = Refusals.GetValueOrDefault(exception.SqlState) + 1;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (NpgsqlException)
            {
                // The server is away. Another one may be there next, whose transactions are not of this run.
                return;
            }
            finally
            {
                _writes.TakeBack();
            }
        }
    }

    private async Task<bool> WriteAsync(ulong lineage, CancellationToken done)
    {
        await using var connection = await database.OpenConnectionAsync(CancellationToken.None);
        var isolation = random.Next(8) == 0 ? IsolationLevel.Serializable : IsolationLevel.ReadCommitted;
        await using var transaction = await connection.BeginTransactionAsync(isolation, CancellationToken.None);
        var untold = isFlushing && random.Next(150) == 0 ? _writes.NextUntold() : (Before: [], Change: null);
        foreach (var statement in untold.Before) await ExecuteAsync(connection, statement);
        var token = await OpenAsync(connection, lineage);
        if (untold.Change is not null) await ExecuteAsync(connection, untold.Change);
        for (var i = random.Next(1, 4); i > 0; i--) await ExecuteAsync(connection, _writes.Next());
        if (random.Next(10) == 0)
        {
            var replacements = _writes.Replacements;
            await ExecuteAsync(connection, $"savepoint s; {_writes.Next()}; rollback to savepoint s");
            _writes.TakeBack(replacements);
        }

        if (random.Next(8) == 0) await Task.Delay(random.Next(5, 150), CancellationToken.None);
        if (random.Next(8) == 0 || done.IsCancellationRequested)
        {
            await transaction.RollbackAsync(CancellationToken.None);
            return false;
        }

        await transaction.CommitAsync(CancellationToken.None);
        commits.Add(token, isWritten: true);
        return true;
    }

    /// <summary>What a write's answer names: its snapshot together with its own id.</summary>
    private static async Task<Revision> OpenAsync(NpgsqlConnection connection, ulong lineage)
    {
        await using var command = new NpgsqlCommand("select pg_current_snapshot()::text, pg_current_xact_id()", connection);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return new Revision(lineage, PostgresSnapshot.Parse(reader.GetString(0)).With(reader.GetFieldValue<ulong>(1)));
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string statement)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }
}
