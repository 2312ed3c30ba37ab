using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;
using Velro.Data.Pools;

namespace Velro.Data.Decisions;

/// <summary>Writes decision records, many at once, by binary <c>COPY</c>. For one writer at a time.</summary>
/// <param name="source">The database.</param>
public sealed class DecisionRecordWriter([FromKeyedServices(PoolNames.Audit)] NpgsqlDataSource source)
{
    private const string Copy =
        """
        copy /* velro:decisions.copy */ public.decision_records (
            id, at, key_id, user_id, acting_for, subject_type, subject_id, action, resource_type, resource_id,
            is_permitted, reason, layer, policy, is_explained, is_trusted, is_complete, sent)
        from stdin (format binary)
        """;

    private const string Find =
        "/* velro:decisions.find */ select id from public.decision_records where at between $1 and $2 and id = any($3)";

    private readonly HashSet<(int Year, int Month)> _months = [];

    /// <summary>Writes them all, or none.</summary>
    /// <exception cref="PostgresException">The database refused one of them.</exception>
    /// <exception cref="NpgsqlException">The database did not answer.</exception>
    public async Task WriteAsync(IReadOnlyCollection<DecisionRecord> records, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(records);
        await using var connection = await source.OpenConnectionAsync(cancellation);
        foreach (var month in records.Select(static record => MonthOf(record.At)).Distinct())
        {
            if (!_months.Contains(month)) await EnsurePartitionAsync(connection, month, cancellation);
        }

        await using var copy = await connection.BeginBinaryImportAsync(Copy, cancellation);
        foreach (var record in records) await WriteAsync(copy, record, cancellation);
        await copy.CompleteAsync(cancellation);
    }

    /// <summary>Which of them are written: where the connection was lost at the end of a write, nobody else knows.</summary>
    /// <exception cref="NpgsqlException">The database did not answer.</exception>
    public async Task<HashSet<Guid>> FindWrittenAsync(IReadOnlyCollection<DecisionRecord> records, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(records);
        await using var command = source.CreateCommand(Find);
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = records.Min(static record => record.At).UtcDateTime.AddSeconds(-1) });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = records.Max(static record => record.At).UtcDateTime.AddSeconds(1) });
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. records.Select(static record => record.Id)] });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var written = new HashSet<Guid>();
        while (await reader.ReadAsync(cancellation)) written.Add(reader.GetGuid(0));
        return written;
    }

    private async Task EnsurePartitionAsync(NpgsqlConnection connection, (int Year, int Month) month, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("/* velro:decisions.partition */ select public.ensure_decision_partition($1)", connection);
        command.Parameters.Add(new NpgsqlParameter<DateTime>
        {
            TypedValue = new DateTime(month.Year, month.Month, 1, 0, 0, 0, DateTimeKind.Utc),
        });
        await command.ExecuteNonQueryAsync(cancellation);
        _months.Add(month);
    }

    private static async Task WriteAsync(NpgsqlBinaryImporter copy, DecisionRecord record, CancellationToken cancellation)
    {
        await copy.StartRowAsync(cancellation);
        await copy.WriteAsync(record.Id, NpgsqlDbType.Uuid, cancellation);
        await copy.WriteAsync(record.At.UtcDateTime, NpgsqlDbType.TimestampTz, cancellation);
        await copy.WriteAsync(record.KeyId, NpgsqlDbType.Text, cancellation);
        await copy.WriteAsync(record.UserId, NpgsqlDbType.Text, cancellation);
        await copy.WriteAsync(record.ActingFor, NpgsqlDbType.Text, cancellation);
        await copy.WriteAsync(record.Subject.Type, NpgsqlDbType.Text, cancellation);
        await copy.WriteAsync(record.Subject.Id, NpgsqlDbType.Text, cancellation);
        await copy.WriteAsync(record.Action, NpgsqlDbType.Text, cancellation);
        await copy.WriteAsync(record.Resource.Type, NpgsqlDbType.Text, cancellation);
        await copy.WriteAsync(record.Resource.Id, NpgsqlDbType.Text, cancellation);
        await copy.WriteAsync(record.IsPermitted, NpgsqlDbType.Boolean, cancellation);
        await copy.WriteAsync(record.Reason, NpgsqlDbType.Text, cancellation);
        await copy.WriteAsync((short)record.Layer, NpgsqlDbType.Smallint, cancellation);
        await copy.WriteAsync(record.Policy, NpgsqlDbType.Text, cancellation);
        await copy.WriteAsync(record.IsExplained, NpgsqlDbType.Boolean, cancellation);
        await copy.WriteAsync(record.IsTrusted, NpgsqlDbType.Boolean, cancellation);
        await copy.WriteAsync(record.IsComplete, NpgsqlDbType.Boolean, cancellation);
        await copy.WriteAsync(record.Sent, NpgsqlDbType.Json, cancellation);
    }

    private static (int Year, int Month) MonthOf(DateTimeOffset instant) => (instant.UtcDateTime.Year, instant.UtcDateTime.Month);
}
