using Npgsql;
using Velro.Data.Decisions;

namespace Velro.AuthApi.Audit;

/// <summary>
/// Writes a batch of records to the database, each exactly once whatever happened before. It counts those that it wrote and not those that
/// it finds written: their writer did, unless its connection was lost before it knew.
/// </summary>
internal sealed partial class DecisionBatchWriter(DecisionRecordWriter writer, DecisionMetrics metrics, ILogger<DecisionBatchWriter> logger)
{
    /// <summary>
    /// Writes them, all at once, and takes what is dealt with out of <paramref name="batch"/>. Where the database refuses that for what one of
    /// them is, less and less at once, until it is known which one, and all others are written.
    /// </summary>
    /// <param name="batch">The records.</param>
    /// <param name="lose">Is told how many are lost, and the cause.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="NpgsqlException">The database did not answer: what is left in <paramref name="batch"/> may or may not be written.</exception>
    public async Task WriteAsync(List<DecisionRecord> batch, Action<long, string> lose, CancellationToken cancellation)
    {
        var size = batch.Count;
        while (batch.Count > 0)
        {
            try
            {
                await writer.WriteAsync(batch[..size], cancellation);
                metrics.WereWritten(size);
            }
            catch (PostgresException exception) when (exception.SqlState[..2] is "22" or "23")
            {
                if (exception.SqlState == PostgresErrorCodes.UniqueViolation && await DropWrittenAsync(batch, cancellation))
                {
                    size = batch.Count;
                    continue;
                }

                if (size > 1)
                {
                    size /= 2;
                    continue;
                }

                lose(1, "refused");
                LogRefused(exception);
            }

            batch.RemoveRange(0, size);
            size = batch.Count;
        }
    }

    /// <summary>
    /// Leaves out those that were written before, where the connection was lost before that was known. False: none was.
    /// </summary>
    private async Task<bool> DropWrittenAsync(List<DecisionRecord> batch, CancellationToken cancellation)
    {
        var written = await writer.FindWrittenAsync(batch, cancellation);
        return batch.RemoveAll(record => written.Contains(record.Id)) > 0;
    }

    [LoggerMessage(1, LogLevel.Error, "A decision record was refused by the database and is lost.")]
    private partial void LogRefused(Exception exception);
}
