using System.Data;
using System.Diagnostics;
using Npgsql;
using Velro.Authorization.Policies;
using Velro.Data.Feed;
using Velro.Data.Pools;
using Velro.Data.Tracing;

namespace Velro.Data.Transactions;

/// <summary>
/// Runs work of the management endpoints, each piece in one transaction of one snapshot, in which the caller is identified, the engine is
/// asked and the rows are read and written (DESIGN.md section 4: every mutation is authorised inside its own transaction, on the base
/// tables).
/// <para>
/// Writes are SERIALIZABLE, and run again when Postgres finds that two of them together fit no order. The rows that a decision rests on
/// are not known before it is made: the rules look for one context after another, and the absence of a row (of a block, of another owner)
/// counts as much as its presence. Locks would have to name all of that, for each endpoint and rightly; the predicate locks of SERIALIZABLE
/// are on exactly what was read, absent rows included. So when two administrators remove each other at the same moment, one commits and
/// the other is run again, on a state in which it may no longer. This holds among SERIALIZABLE transactions, and therefore every write
/// of what decisions rest on goes through here. REPEATABLE READ would let both pass (write skew), and the rule on nested teams refuses it;
/// READ COMMITTED would decide on several snapshots.
/// </para>
/// <para>Reads are one REPEATABLE READ snapshot: content is never newer than the permission it is shown under.</para>
/// </summary>
/// <param name="source">The database: the primary, reached through no transaction pooler.</param>
/// <param name="time">The server's clock.</param>
/// <param name="observer">Who is told of commits; null: nobody.</param>
/// <param name="gate">Lets in no more transactions at once than the database does well with; null: as many as the pool has connections.</param>
public sealed class Store(NpgsqlDataSource source, TimeProvider time, ICommitObserver? observer = null, PoolGate? gate = null)
{
    /// <summary>How often a write is run again before its caller is told to come back.</summary>
    private const int MaximumAttempts = 16;

    private static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(40);

    /// <summary>Runs <paramref name="work"/> in a read-only transaction.</summary>
    /// <exception cref="StoreUnavailableException">The database does not answer, or holds policies that do not compile here.</exception>
    public Task<TResult> ReadAsync<TResult>(Func<StoreTransaction, Task<TResult>> work, CancellationToken cancellation) =>
        RunAsync(work, isWrite: false, cancellation);

    /// <summary>
    /// Runs <paramref name="work"/> in a transaction that commits when it returns and is rolled back when it throws. It may be run several
    /// times, and must do nothing outside of the transaction.
    /// </summary>
    /// <exception cref="StoreUnavailableException">
    /// The database does not answer, holds policies that do not compile here, or had the write fail against others too often. Nothing was
    /// written, unless the connection was lost at the very commit.
    /// </exception>
    public Task<TResult> WriteAsync<TResult>(Func<StoreTransaction, Task<TResult>> work, CancellationToken cancellation) =>
        RunAsync(work, isWrite: true, cancellation);

    private async Task<TResult> RunAsync<TResult>(Func<StoreTransaction, Task<TResult>> work, bool isWrite, CancellationToken cancellation)
    {
        using var span = Spans.BeginCold(DataTracing.Source, isWrite ? "velro.store.write" : "velro.store.read");
        try
        {
            return await RunAsync(work, isWrite, span, cancellation);
        }
        catch (StoreUnavailableException exception)
        {
            span.Fail(exception.Code);
            throw;
        }
    }

    private async Task<TResult> RunAsync<TResult>(
        Func<StoreTransaction, Task<TResult>> work, bool isWrite, Activity? span, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                // Each attempt waits for its turn anew: who is to come back in a moment keeps nobody out meanwhile.
                if (gate is null) return await RunOnceAsync(work, isWrite, cancellation);
                using (await gate.EnterAsync(cancellation)) return await RunOnceAsync(work, isWrite, cancellation);
            }
            catch (PostgresException exception) when (
                exception.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected)
            {
                span?.SetTag("velro.store.contentions", attempt);
                if (attempt == MaximumAttempts) throw StoreUnavailableException.Contended(exception);
            }
            catch (PostgresException exception) when (!IsOfTheServer(exception, isWrite))
            {
                // What a statement asked for was refused: the work knows what that means.
                throw;
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
            {
                throw StoreUnavailableException.Away(exception);
            }
            catch (SlotFormatException exception)
            {
                throw StoreUnavailableException.OtherRelease(exception);
            }
            catch (PolicySetException exception)
            {
                throw StoreUnavailableException.PoliciesUnreadable(exception);
            }

            await Task.Delay(DelayAfter(attempt), time, cancellation);
        }
    }

    private async Task<TResult> RunOnceAsync<TResult>(
        Func<StoreTransaction, Task<TResult>> work, bool isWrite, CancellationToken cancellation)
    {
        var (connection, transaction, opened) = await StaleConnections.RetryAsync(source, () => BeginAsync(isWrite, cancellation));
        await using (connection)
        await using (transaction)
        {
            var result = await work(opened);
            await transaction.CommitAsync(cancellation);
            if (isWrite) observer?.Committed();
            return result;
        }
    }

    private async Task<(NpgsqlConnection Connection, NpgsqlTransaction Transaction, StoreTransaction Opened)> BeginAsync(
        bool isWrite, CancellationToken cancellation)
    {
        var isolation = isWrite ? IsolationLevel.Serializable : IsolationLevel.RepeatableRead;
        var connection = await source.OpenConnectionAsync(cancellation);
        try
        {
            for (var attempt = 0; attempt < ServerRepair.MaximumAttempts; attempt++)
            {
                var transaction = await connection.BeginTransactionAsync(isolation, cancellation);
                if (await StoreTransaction.OpenAsync(connection, isWrite, cancellation) is { } opened)
                    return (connection, transaction, opened);

                await transaction.DisposeAsync();
                await ServerRepair.RunAsync(connection, cancellation);
            }

            throw ServerRepair.DidNotHelp();
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Whether an error says that the server is going, starting, full, out of something or takes no writes, rather than what is wrong with a statement.
    /// </summary>
    internal static bool IsOfTheServer(PostgresException exception, bool isWrite) =>
        exception.SqlState[..2] is "08" or "53" or "57" or "58" or "XX"
        || exception.SqlState == PostgresErrorCodes.ObjectNotInPrerequisiteState
        || isWrite && exception.SqlState == PostgresErrorCodes.ReadOnlySqlTransaction;

    /// <summary>Grows and is random, so that those who met once do not meet again.</summary>
    private static TimeSpan DelayAfter(int attempt)
    {
        var longest = Math.Min(LongestDelay.TotalMilliseconds, Math.Pow(2, attempt));
        return TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * longest);
    }
}
