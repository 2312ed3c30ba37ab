using Npgsql;
using Velro.Authorization.Decisions;
using Velro.Authorization.Entities;
using Velro.Data.Transactions;

namespace Velro.Data.Decisions;

/// <summary>The statements about decision records.</summary>
public static class DecisionRecordTable
{
    /// <summary>The newest records whose questions can be asked again, the newest first.</summary>
    public static Task<List<DecisionRecord>> NewestAsync(StoreTransaction transaction, int limit)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return transaction.QueryAsync(
            """
            /* velro:decisions.newest */
            select id, at, key_id, user_id, acting_for, subject_type, subject_id, action, resource_type, resource_id,
                   is_permitted, reason, layer, policy, is_explained, is_trusted, sent::text
            from public.decision_records where is_complete order by at desc, id desc limit $1
            """,
            Read, limit);
    }

    private static DecisionRecord Read(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetGuid(0),
        At = reader.GetDateTime(1),
        KeyId = reader.GetString(2),
        UserId = reader.GetString(3),
        ActingFor = reader.IsDBNull(4) ? null : reader.GetString(4),
        Subject = new EntityRef(reader.GetString(5), reader.GetString(6)),
        Action = reader.GetString(7),
        Resource = new EntityRef(reader.GetString(8), reader.GetString(9)),
        IsPermitted = reader.GetBoolean(10),
        Reason = reader.GetString(11),
        Layer = (DecisionLayer)reader.GetInt16(12),
        Policy = reader.IsDBNull(13) ? null : reader.GetString(13),
        IsExplained = reader.GetBoolean(14),
        IsTrusted = reader.GetBoolean(15),
        Sent = reader.IsDBNull(16) ? null : reader.GetString(16),
    };
}
