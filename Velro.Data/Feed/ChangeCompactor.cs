using System.Data;
using Npgsql;
using NpgsqlTypes;
using Velro.Data.Turns;

namespace Velro.Data.Feed;

/// <summary>
/// Folds old changes into the stored base, so that the table of changes stays small and a node starts fast. One works at a time, under an
/// advisory lock of its session that is taken before any snapshot.
/// </summary>
/// <remarks>
/// A fold is one transaction: it sums what its mark sees, stores the sums as the new base, and deletes exactly what it summed. It commits
/// only when the base is still the one that it added to. Its own id is handed out after the mark, so that what the mark calls past is durable
/// with the base: after a crash no id that the base has counted is handed out again.
/// </remarks>
public sealed class ChangeCompactor : IAsyncDisposable
{
    /// <summary>Seconds; a fold of millions of changes takes several.</summary>
    private const int TimeLimit = 120;

    private const string MarkStatement =
        $"""
        /* velro:compaction.mark */
        select head.*, (select count(*)::integer from (select from public.changes limit $1) as counted) from ({FeedQuery.Head}) as head
        """;

    private const string BaseStatement =
        $"""
        /* velro:compaction.base */
        select head.*, (select base_sums from public.revision_clock) from ({FeedQuery.Head}) as head
        """;

    /// <summary>Not to be lost in a crash, whatever the session's setting: nodes count on it.</summary>
    private const string Durable = "set local synchronous_commit = on";

    private const string Store =
        """
        /* velro:compaction.store */
        update public.revision_clock set base_snapshot = $1::pg_snapshot, base_sums = $2, folded_at = now()
        where base_snapshot::text is not distinct from $3
        """;

    private const string Delete =
        """
        /* velro:compaction.delete */
        delete from public.changes where xid < pg_snapshot_xmax($1::pg_snapshot) and pg_visible_in_snapshot(xid, $1::pg_snapshot)
        """;

    private readonly SessionTurn _turn;

    private ChangeCompactor(SessionTurn turn) => _turn = turn;

    /// <summary>Begins to be the compactor; null: another one is.</summary>
    /// <param name="source">The database: the primary, reached through no transaction pooler.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="NpgsqlException">The database did not answer.</exception>
    public static async Task<ChangeCompactor?> TryBeginAsync(NpgsqlDataSource source, CancellationToken cancellation) =>
        await SessionTurn.TryTakeAsync(source, SessionTurn.Compaction, longestSilence: null, cancellation) is { } turn
            ? new ChangeCompactor(turn)
            : null;

    /// <summary>Takes a snapshot to fold up to later, and counts the changes there are, to <paramref name="most"/>.</summary>
    /// <exception cref="NpgsqlException">The database did not answer; this compactor is not one any more.</exception>
    /// <exception cref="SlotFormatException">The database counts slots otherwise: this release does not fold.</exception>
    public async Task<CompactionMark> MarkAsync(int most, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < ServerRepair.MaximumAttempts; attempt++)
        {
            await using (var command = CommandFor(MarkStatement))
            {
                command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = most });
                await using var reader = await command.ExecuteReaderAsync(cancellation);
                if (await ReadHeadAsync(reader, cancellation) is { } answer)
                    return new CompactionMark(answer.Snapshot, answer.Incarnation, reader.GetInt32(FeedQuery.HeadColumns));
            }

            await ServerRepair.RunAsync(_turn.Connection, cancellation);
        }

        throw ServerRepair.DidNotHelp();
    }

    /// <summary>Folds what <paramref name="mark"/> sees.</summary>
    /// <returns>
    /// How many changes were folded. Null: nothing was, since the mark is of another run of the server, or another compactor was faster.
    /// </returns>
    /// <exception cref="NpgsqlException">The database did not answer; nothing was folded, or all.</exception>
    /// <exception cref="SlotFormatException">The database counts slots otherwise: this release does not fold.</exception>
    /// <exception cref="InvalidDataException">The stored base cannot be read.</exception>
    public async Task<int?> FoldAsync(CompactionMark mark, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(mark);
        try
        {
            await using var transaction = await _turn.Connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
            await using (var durable = CommandFor(Durable)) await durable.ExecuteNonQueryAsync(cancellation);
            if (await ReadBaseAsync(cancellation) is not var (answer, sums)) return null;
            if (answer.Incarnation != mark.Incarnation || answer.Base is { } present && !mark.Snapshot.IsAtLeast(present)) return null;

            var folded = await AddSeenAsync(mark.Snapshot, sums, cancellation);
            if (await StoreAsync(mark.Snapshot, sums, answer.Base, cancellation) != 1) return null;
            if (await DeleteAsync(mark.Snapshot, cancellation) != folded) return null;

            await transaction.CommitAsync(cancellation);
            return folded;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.SerializationFailure)
        {
            // Something was flushed, or folded, since the transaction's snapshot. The next mark will do.
            return null;
        }
    }

    /// <summary>Gives the lock back.</summary>
    public ValueTask DisposeAsync() => _turn.DisposeAsync();

    private NpgsqlCommand CommandFor(string text) => new(text, _turn.Connection) { CommandTimeout = TimeLimit };

    private static async Task<FeedAnswer?> ReadHeadAsync(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        var rows = new FeedRows();
        if (await reader.ReadAsync(cancellation)) rows.Add(reader);
        return rows.Answer;
    }

    private async Task<(FeedAnswer Answer, SlotSums Sums)?> ReadBaseAsync(CancellationToken cancellation)
    {
        await using var command = CommandFor(BaseStatement);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (await ReadHeadAsync(reader, cancellation) is not { } answer) return null;
        return (answer, reader.IsDBNull(FeedQuery.HeadColumns)
            ? new SlotSums()
            : SlotSums.FromBytes(reader.GetFieldValue<byte[]>(FeedQuery.HeadColumns)));
    }

    private async Task<int> AddSeenAsync(PostgresSnapshot mark, SlotSums sums, CancellationToken cancellation)
    {
        // COPY takes no parameters; a snapshot's text is digits, colons and commas.
        var seen = $"select slot_hash, nonce from public.changes where xid < '{mark.Xmax}'::xid8 and pg_visible_in_snapshot(xid, '{mark}')";
        var count = 0;
        await using var changes = await _turn.Connection.BeginBinaryExportAsync($"copy /* velro:compaction.seen */ ({seen}) to stdout (format binary)", cancellation);
        for (; await changes.StartRowAsync(cancellation) >= 0; count++)
        {
            var slotHash = unchecked((ulong)await changes.ReadAsync<long>(NpgsqlDbType.Bigint, cancellation));
            sums.Add(slotHash, unchecked((ulong)await changes.ReadAsync<long>(NpgsqlDbType.Bigint, cancellation)));
        }

        return count;
    }

    private async Task<int> StoreAsync(PostgresSnapshot mark, SlotSums sums, PostgresSnapshot? present, CancellationToken cancellation)
    {
        await using var command = CommandFor(Store);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = mark.ToString() });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = sums.ToBytes() });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)present?.ToString() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    private async Task<int> DeleteAsync(PostgresSnapshot mark, CancellationToken cancellation)
    {
        await using var command = CommandFor(Delete);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = mark.ToString() });
        return await command.ExecuteNonQueryAsync(cancellation);
    }
}
