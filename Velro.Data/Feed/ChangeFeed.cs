using System.Data;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;
using Velro.Data.Pools;

namespace Velro.Data.Feed;

/// <summary>
/// Follows the changes of permission-relevant rows by visibility (DESIGN.md section 4): a transaction that commits late is told late, and
/// never skipped. It blocks: who follows has a thread of its own for it.
/// </summary>
/// <remarks>
/// It keeps one connection. After a failure the next call opens another one, which may lead to a server that only looks the same: who
/// follows then loads all again, and takes nothing that a new connection says for a continuation.
/// </remarks>
/// <param name="source">The database: the primary, reached through no transaction pooler.</param>
public sealed class ChangeFeed([FromKeyedServices(PoolNames.Feed)] NpgsqlDataSource source) : IDisposable
{
    /// <summary>How long a poll may take, in seconds. One that takes longer is of a server that does not answer.</summary>
    private const int PollTimeLimit = 5;

    private const string Base =
        $"""
        /* velro:feed.base */
        select head.*, (select base_sums from public.revision_clock),
               exists (select from public.changes where xid >= pg_snapshot_xmax(pg_current_snapshot()))
        from ({FeedQuery.Head}) as head
        """;

    /// <summary>What is not folded: within one snapshot that is every change there is, since the base is stored as they are deleted.</summary>
    private const string Tail = "copy /* velro:feed.tail */ (select slot_hash, nonce from public.changes) to stdout (format binary)";

    private NpgsqlConnection? _connection;

    /// <summary>The changes since <paramref name="asked"/>. One statement, one round trip, one snapshot.</summary>
    /// <exception cref="NpgsqlException">
    /// The database did not answer, or is a standby or in recovery (SQLSTATE 55000), or is not migrated (42P01).
    /// </exception>
    /// <exception cref="SlotFormatException">The database counts slots otherwise than this release.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public FeedAnswer Poll(PostgresSnapshot asked, CancellationToken cancellation) => Run(
        connection =>
        {
            using var command = connection.CreateCommand();
            command.CommandText = FeedQuery.Since;
            command.CommandTimeout = PollTimeLimit;
            FeedQuery.AddParameters(command.Parameters, asked);
            command.Prepare();
            using (cancellation.Register(command.Cancel))
            using (var reader = command.ExecuteReader()) return FeedQuery.Read(reader);
        },
        cancellation);

    /// <summary>Everything up to now, in one snapshot.</summary>
    /// <exception cref="NpgsqlException">As <see cref="Poll"/>.</exception>
    /// <exception cref="SlotFormatException">The database counts slots otherwise than this release.</exception>
    /// <exception cref="InvalidDataException">The stored base cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public FeedLoad Load(CancellationToken cancellation) => Run(
        connection =>
        {
            using var transaction = connection.BeginTransaction(IsolationLevel.RepeatableRead);
            if (ReadBase(connection) is not var (answer, sums)) return null;

            var length = 0;
            using (var tail = connection.BeginBinaryExport(Tail))
            {
                for (; tail.StartRow() >= 0; length++)
                {
                    if (length % 4096 == 0) cancellation.ThrowIfCancellationRequested();
                    sums.Add(
                        unchecked((ulong)tail.Read<long>(NpgsqlDbType.Bigint)), unchecked((ulong)tail.Read<long>(NpgsqlDbType.Bigint)));
                }
            }

            transaction.Commit();
            return new FeedLoad(answer, sums, length);
        },
        cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        _connection?.Dispose();
        _connection = null;
    }

    private static (FeedAnswer Answer, SlotSums Sums)? ReadBase(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(Base, connection);
        using var reader = command.ExecuteReader();
        if (!reader.Read()) return null;

        var rows = new FeedRows();
        rows.Add(reader);
        if (rows.Answer is not { } answer || reader.GetBoolean(FeedQuery.HeadColumns + 1)) return null;
        return (answer, reader.IsDBNull(FeedQuery.HeadColumns)
            ? new SlotSums()
            : SlotSums.FromBytes(reader.GetFieldValue<byte[]>(FeedQuery.HeadColumns)));
    }

    private TAnswer Run<TAnswer>(Func<NpgsqlConnection, TAnswer?> ask, CancellationToken cancellation) where TAnswer : class
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            _connection ??= source.OpenConnection();
            for (var attempt = 0; attempt < ServerRepair.MaximumAttempts; attempt++)
            {
                if (ask(_connection) is { } answer) return answer;
                ServerRepair.Run(_connection);
            }

            throw ServerRepair.DidNotHelp();
        }
        catch
        {
            Dispose();
            throw;
        }
    }
}
