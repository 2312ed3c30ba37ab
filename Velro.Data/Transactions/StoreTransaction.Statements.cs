using Npgsql;

namespace Velro.Data.Transactions;

/// <summary>The statements of a transaction. Parameters are positional; null is NULL.</summary>
public sealed partial class StoreTransaction
{
    /// <summary>Runs a statement.</summary>
    /// <returns>The number of rows that it touched.</returns>
    public async Task<int> ExecuteAsync(string text, params object?[] parameters)
    {
        await using var command = CommandFor(text, parameters);
        return await command.ExecuteNonQueryAsync(_cancellation);
    }

    /// <summary>Runs a query of any number of rows.</summary>
    public async Task<List<TRow>> QueryAsync<TRow>(string text, Func<NpgsqlDataReader, TRow> read, params object?[] parameters)
    {
        ArgumentNullException.ThrowIfNull(read);
        await using var command = CommandFor(text, parameters);
        await using var reader = await command.ExecuteReaderAsync(_cancellation);
        var rows = new List<TRow>();
        while (await reader.ReadAsync(_cancellation)) rows.Add(read(reader));
        return rows;
    }

    /// <summary>Runs a query of at most one row; null: of none.</summary>
    public async Task<TRow?> QueryOneAsync<TRow>(
        string text, Func<NpgsqlDataReader, TRow> read, params object?[] parameters) where TRow : class =>
        (await QueryAsync(text, read, parameters)) switch
        {
            [] => null,
            [var row] => row,
            var rows => throw new InvalidOperationException($"A query of one row answered {rows.Count}."),
        };

    /// <summary>Runs a query of one value.</summary>
    public async Task<TValue> QueryValueAsync<TValue>(string text, params object?[] parameters)
    {
        var values = await QueryAsync(text, static reader => reader.GetFieldValue<TValue>(0), parameters);
        return values.Count == 1 ? values[0] : throw new InvalidOperationException($"A query of one value answered {values.Count} rows.");
    }

    private NpgsqlCommand CommandFor(string text, object?[] parameters)
    {
        var command = new NpgsqlCommand(text, _connection);
        foreach (var parameter in parameters) command.Parameters.Add(new NpgsqlParameter { Value = parameter ?? DBNull.Value });
        return command;
    }
}
