using Npgsql;
using Velro.Data.Transactions;

namespace Velro.Data.Media;

/// <summary>The statements about media that run in transactions.</summary>
public static class MediaTable
{
    internal const string Columns =
        "m.generation_id, m.variant, m.blob_id, m.content_type, m.size, m.sha256, m.xid, m.created_at, m.updated_at";

    /// <summary>Whether a generation has a variant.</summary>
    public static Task<bool> ExistsAsync(StoreTransaction transaction, MediaName name)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return transaction.QueryValueAsync<bool>(
            """
            /* velro:media.exists */
            select exists (select from public.media where generation_id = $1 and variant = $2)
            """,
            name.GenerationId, name.Variant);
    }

    /// <summary>
    /// Makes a blob the media of a name. Null: its time was over, so that it may have been removed already, and nothing was changed.
    /// </summary>
    public static async Task<MediaRow?> PutAsync(
        StoreTransaction transaction, MediaName name, Guid blobId, string contentType, long size, byte[] sha256)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        var taken = await transaction.ExecuteAsync(
            """
            /* velro:media.take_blob */
            update public.media_blobs set kept_until = null where id = $1 and kept_until > now()
            """,
            blobId);
        if (taken == 0) return null;

        return await transaction.QueryOneAsync(
            $"""
            /* velro:media.put */
            insert into public.media as m (generation_id, variant, blob_id, content_type, size, sha256) values ($1, $2, $3, $4, $5, $6)
            on conflict (generation_id, variant) do update
            set blob_id = excluded.blob_id, content_type = excluded.content_type, size = excluded.size, sha256 = excluded.sha256,
                xid = excluded.xid, updated_at = now()
            returning {Columns}
            """,
            Read, name.GenerationId, name.Variant, blobId, contentType, size, sha256);
    }

    internal static MediaRow Read(NpgsqlDataReader reader) => new(
        reader.GetString(0),
        reader.GetString(1),
        reader.GetGuid(2),
        reader.GetString(3),
        reader.GetInt64(4),
        reader.GetFieldValue<byte[]>(5),
        reader.GetFieldValue<ulong>(6),
        reader.GetDateTime(7),
        reader.GetDateTime(8));
}
