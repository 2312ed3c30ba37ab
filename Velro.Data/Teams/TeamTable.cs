using Npgsql;
using Velro.Data.Transactions;

namespace Velro.Data.Teams;

/// <summary>
/// The statements about teams. Circles and depth are refused by the database (constraints <c>teams_no_circle</c>, <c>teams_depth</c>).
/// </summary>
public static class TeamTable
{
    private const string Columns = "id, name, parent_id, is_suspended, created_at, updated_at, version";

    /// <summary>Creates a team.</summary>
    public static async Task<TeamRow> InsertAsync(StoreTransaction transaction, string id, string name, string? parentId) =>
        (await transaction.QueryOneAsync(
            $"""
            /* velro:teams.insert */
            insert into public.teams (id, name, parent_id) values ($1, $2, $3) returning {Columns}
            """,
            Read, id, name, parentId))!;

    /// <summary>The team; null: there is none.</summary>
    public static Task<TeamRow?> FindAsync(StoreTransaction transaction, string id) => transaction.QueryOneAsync(
        $"""
        /* velro:teams.find */
        select {Columns} from public.teams where id = $1
        """,
        Read, id);

    /// <summary>The teams that the user is in, directly or through a team above, after an id and in the order of ids.</summary>
    public static Task<List<TeamRow>> ListOfUserAsync(StoreTransaction transaction, string userId, string afterId, int limit) =>
        transaction.QueryAsync(
            $"""
            /* velro:teams.of_user */
            {EffectiveTeams.Of}
            select {Columns} from public.teams where id in (select id from mine) and id > $3 order by id limit $4
            """,
            Read, userId, transaction.Now, afterId, limit);

    /// <summary>Renames a team.</summary>
    public static async Task<TeamRow> RenameAsync(StoreTransaction transaction, string id, string name) =>
        (await transaction.QueryOneAsync(
            $"""
            /* velro:teams.rename */
            update public.teams set name = $2 where id = $1 returning {Columns}
            """,
            Read, id, name))!;

    /// <summary>Puts a team below another one, or below none.</summary>
    public static async Task<TeamRow> MoveAsync(StoreTransaction transaction, string id, string? parentId) =>
        (await transaction.QueryOneAsync(
            $"""
            /* velro:teams.move */
            update public.teams set parent_id = $2 where id = $1 returning {Columns}
            """,
            Read, id, parentId))!;

    /// <summary>Suspends or reactivates a team.</summary>
    public static async Task<TeamRow> SetSuspendedAsync(StoreTransaction transaction, string id, bool isSuspended) =>
        (await transaction.QueryOneAsync(
            $"""
            /* velro:teams.suspend */
            update public.teams set is_suspended = $2 where id = $1 returning {Columns}
            """,
            Read, id, isSuspended))!;

    /// <summary>
    /// Deletes a team with its memberships and the grants to it; one with teams below it is refused (constraint
    /// <c>teams_parent_id_fkey</c>).
    /// </summary>
    public static Task<int> DeleteAsync(StoreTransaction transaction, string id) => transaction.ExecuteAsync(
        """
        /* velro:teams.delete */
        delete from public.teams where id = $1
        """,
        id);

    private static TeamRow Read(NpgsqlDataReader reader) => new(
        reader.GetString(0),
        reader.GetString(1),
        reader.IsDBNull(2) ? null : reader.GetString(2),
        reader.GetBoolean(3),
        reader.GetDateTime(4),
        reader.GetDateTime(5),
        reader.GetInt64(6));
}
