using Npgsql;
using Velro.Authorization.Entities;
using Velro.Authorization.Roles;
using Velro.Data.Transactions;

namespace Velro.Data.Emergency;

/// <summary>The statements about emergency access (RIGHTS.md C4).</summary>
public static class EmergencyTable
{
    private const string Columns =
        "id, user_id, project_id, generation_id, role, reason, granted_by, granted_at, expires_at, ended_at";

    /// <summary>Gives access from now on for so many seconds.</summary>
    public static async Task<EmergencyRow> InsertAsync(
        StoreTransaction transaction,
        string id,
        string userId,
        EntityRef resource,
        Role role,
        string reason,
        string grantedBy,
        int seconds) =>
        (await transaction.QueryOneAsync(
            $"""
            /* velro:emergency.insert */
            insert into public.emergency_access (id, user_id, project_id, generation_id, role, reason, granted_by, expires_at)
            values ($1, $2, $3, $4, $5, $6, $7, now() + make_interval(secs => $8))
            returning {Columns}
            """,
            Read,
            id,
            userId,
            resource.Type == EntityTypes.Project ? resource.Id : null,
            resource.Type == EntityTypes.Generation ? resource.Id : null,
            RoleNames.NameOf(role),
            reason,
            grantedBy,
            (double)seconds))!;

    /// <summary>The access; null: there is none.</summary>
    public static Task<EmergencyRow?> FindAsync(StoreTransaction transaction, string id) => transaction.QueryOneAsync(
        $"""
        /* velro:emergency.find */
        select {Columns} from public.emergency_access where id = $1
        """,
        Read, id);

    /// <summary>Ends an access before its time.</summary>
    /// <returns>Whether it had not been ended before.</returns>
    public static async Task<bool> EndAsync(StoreTransaction transaction, string id) => await transaction.ExecuteAsync(
        """
        /* velro:emergency.end */
        update public.emergency_access set ended_at = greatest(now(), granted_at) where id = $1 and ended_at is null
        """,
        id) == 1;

    private static EmergencyRow Read(NpgsqlDataReader reader) => new(
        reader.GetString(0),
        reader.GetString(1),
        reader.IsDBNull(2)
            ? new EntityRef(EntityTypes.Generation, reader.GetString(3))
            : new EntityRef(EntityTypes.Project, reader.GetString(2)),
        reader.GetString(4),
        reader.GetString(5),
        reader.GetString(6),
        reader.GetDateTime(7),
        reader.GetDateTime(8),
        reader.IsDBNull(9) ? null : reader.GetDateTime(9));
}
