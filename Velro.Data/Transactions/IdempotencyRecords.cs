namespace Velro.Data.Transactions;

/// <summary>The answer of a write, as it is kept for a repetition of the same request.</summary>
/// <param name="BodyDigest">SHA-256 of the request's body.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Location">The header <c>Location</c>.</param>
/// <param name="ETag">The header <c>ETag</c>.</param>
/// <param name="Body">The answer's JSON; null: none.</param>
public sealed record IdempotencyRecord(byte[] BodyDigest, int Status, string? Location, string? ETag, byte[]? Body);

/// <summary>
/// Answers of writes that carried an <c>Idempotency-Key</c>, kept 24 hours in the transaction of the write (RIGHTS.md F1).
/// </summary>
public static class IdempotencyRecords
{
    /// <summary>How long an answer is kept.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromHours(24);

    private const string Find =
        """
        /* velro:idempotency.find */
        select body_digest, status, location, etag, body from public.idempotency_keys where key = $1 and created_at > $2
        """;

    /// <summary>
    /// Takes the place of one that is too old to count. One that another transaction has just made makes this one run again.
    /// </summary>
    private const string Keep =
        """
        /* velro:idempotency.keep */
        insert into public.idempotency_keys (key, body_digest, status, location, etag, body) values ($1, $2, $3, $4, $5, $6)
        on conflict (key) do update
        set body_digest = excluded.body_digest, status = excluded.status, location = excluded.location, etag = excluded.etag,
            body = excluded.body, created_at = excluded.created_at
        """;

    /// <summary>The answer that was given under <paramref name="key"/> (32 bytes); null: none that still counts.</summary>
    public static Task<IdempotencyRecord?> FindAsync(StoreTransaction transaction, byte[] key)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return transaction.QueryOneAsync(
            Find,
            static reader => new IdempotencyRecord(
                reader.GetFieldValue<byte[]>(0),
                reader.GetInt16(1),
                reader.IsDBNull(2) ? null : reader.GetString(2),
                reader.IsDBNull(3) ? null : reader.GetString(3),
                reader.IsDBNull(4) ? null : reader.GetFieldValue<byte[]>(4)),
            key,
            transaction.Now - KeptFor);
    }

    /// <summary>Keeps the answer of this transaction's write.</summary>
    public static Task KeepAsync(StoreTransaction transaction, byte[] key, IdempotencyRecord record)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(record);
        return transaction.ExecuteAsync(
            Keep, key, record.BodyDigest, (short)record.Status, record.Location, record.ETag, record.Body);
    }
}
