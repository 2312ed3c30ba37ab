using Npgsql;
using Velro.Data.Teams;
using Velro.Data.Transactions;

namespace Velro.Data.Projects;

/// <summary>The statements about projects.</summary>
public static class ProjectTable
{
    private const string Columns = "id, owner_id, name, visibility, created_at, updated_at, version";

    /// <summary>Creates a project.</summary>
    public static async Task<ProjectRow> InsertAsync(
        StoreTransaction transaction, string id, string ownerId, string name, string visibility) =>
        (await transaction.QueryOneAsync(
            $"""
            /* velro:projects.insert */
            insert into public.projects (id, owner_id, name, visibility) values ($1, $2, $3, $4) returning {Columns}
            """,
            Read, id, ownerId, name, visibility))!;

    /// <summary>The project; null: there is none.</summary>
    public static Task<ProjectRow?> FindAsync(StoreTransaction transaction, string id) => transaction.QueryOneAsync(
        $"""
        /* velro:projects.find */
        select {Columns} from public.projects where id = $1
        """,
        Read, id);

    /// <summary>
    /// The projects that the user owns or that are shared with the user or its teams, after an id and in the order of ids. Whether the user
    /// may see each of them is for the engine to say.
    /// </summary>
    public static Task<List<ProjectRow>> ListOfUserAsync(StoreTransaction transaction, string userId, string afterId, int limit) =>
        transaction.QueryAsync(
            $"""
            /* velro:projects.of_user */
            {EffectiveTeams.Of}, found (id) as (
                (select id from public.projects where owner_id = $1 and id > $3 order by id limit $4)
                union
                (select project_id from public.project_grants where user_id = $1 and project_id > $3 order by project_id limit $4)
                union
                select g.project_id from (select distinct id from mine) m cross join lateral (
                    select project_id from public.project_grants where team_id = m.id and project_id > $3 order by project_id limit $4) g
            )
            select {Columns} from public.projects where id in (select id from found) order by id limit $4
            """,
            Read, userId, transaction.Now, afterId, limit);

    /// <summary>Gives a project this name and visibility.</summary>
    public static async Task<ProjectRow> UpdateAsync(StoreTransaction transaction, string id, string name, string visibility) =>
        (await transaction.QueryOneAsync(
            $"""
            /* velro:projects.update */
            update public.projects set name = $2, visibility = $3 where id = $1 returning {Columns}
            """,
            Read, id, name, visibility))!;

    /// <summary>Gives a project to another owner.</summary>
    public static async Task<ProjectRow> SetOwnerAsync(StoreTransaction transaction, string id, string ownerId) =>
        (await transaction.QueryOneAsync(
            $"""
            /* velro:projects.transfer */
            update public.projects set owner_id = $2 where id = $1 returning {Columns}
            """,
            Read, id, ownerId))!;

    /// <summary>The ids of all projects that the user owns.</summary>
    public static Task<List<string>> OwnedByAsync(StoreTransaction transaction, string userId) => transaction.QueryAsync(
        """
        /* velro:projects.owned */
        select id from public.projects where owner_id = $1
        """,
        static reader => reader.GetString(0), userId);

    /// <summary>
    /// Deletes a project with its generations, grants and blocks; children of these generations lose the link (RIGHTS.md E1).
    /// </summary>
    public static Task<int> DeleteAsync(StoreTransaction transaction, string id) => transaction.ExecuteAsync(
        """
        /* velro:projects.delete */
        delete from public.projects where id = $1
        """,
        id);

    private static ProjectRow Read(NpgsqlDataReader reader) => new(
        reader.GetString(0),
        reader.GetString(1),
        reader.GetString(2),
        reader.GetString(3),
        reader.GetDateTime(4),
        reader.GetDateTime(5),
        reader.GetInt64(6));
}
