using Npgsql;
using Velro.Data.Teams;
using Velro.Data.Transactions;

namespace Velro.Data.Generations;

/// <summary>The statements about generations.</summary>
public static class GenerationTable
{
    private const string Columns =
        "id, owner_id, project_id, parent_id, inheritance, visibility, is_locked, kind, prompt, created_at, updated_at, version";

    /// <summary>Creates a generation.</summary>
    public static async Task<GenerationRow> InsertAsync(
        StoreTransaction transaction, string id, string ownerId, string kind, GenerationContent content) =>
        (await transaction.QueryOneAsync(
            $"""
            /* velro:generations.insert */
            insert into public.generations (id, owner_id, kind, project_id, parent_id, inheritance, visibility, prompt)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            returning {Columns}
            """,
            Read, id, ownerId, kind, content.ProjectId, content.ParentId, content.Inheritance, content.Visibility, content.Prompt))!;

    /// <summary>The generation; null: there is none.</summary>
    public static Task<GenerationRow?> FindAsync(StoreTransaction transaction, string id) => transaction.QueryOneAsync(
        $"""
        /* velro:generations.find */
        select {Columns} from public.generations where id = $1
        """,
        Read, id);

    /// <summary>
    /// The generations that the user owns, that are shared with the user or its teams, or that are in projects of these, after an id and in
    /// the order of ids. Whether the user may see each of them is for the engine to say. Most teams and projects begin beyond the page: of
    /// their first generations, the last that fits on it bounds what is read of any. No id comes after <c>~</c>.
    /// </summary>
    public static Task<List<GenerationRow>> ListOfUserAsync(StoreTransaction transaction, string userId, string afterId, int limit) =>
        transaction.QueryAsync(
            $"""
            /* velro:generations.of_user */
            {EffectiveTeams.Of}, in_projects (id) as (
                select id from public.projects where owner_id = $1
                union
                select project_id from public.project_grants where user_id = $1
                union
                select project_id from public.project_grants where team_id = any(array(select id from mine))
            ), heads (team_id, project_id, id) as materialized (
                select m.id, null, h.id from (select distinct id from mine) m cross join lateral (
                    select generation_id as id from public.generation_grants
                    where team_id = m.id and generation_id > $3 order by generation_id limit 1) h
                union all
                select null, p.id, h.id from in_projects p cross join lateral (
                    select id from public.generations where project_id = p.id and id > $3 order by id limit 1) h
            ), bound (id) as materialized (
                select coalesce((select id from (select distinct id from heads) h order by id offset $4 - 1 limit 1), '~')
            ), near as materialized (select h.* from heads h join bound b on h.id <= b.id), found (id) as (
                (select id from public.generations where owner_id = $1 and id > $3 order by id limit $4)
                union
                (select generation_id from public.generation_grants
                 where user_id = $1 and generation_id > $3 order by generation_id limit $4)
                union
                select g.generation_id from near n cross join lateral (
                    select generation_id from public.generation_grants
                    where team_id = n.team_id and generation_id between n.id and (select id from bound)
                    order by generation_id limit $4) g
                union
                select g.id from near n cross join lateral (
                    select id from public.generations
                    where project_id = n.project_id and id between n.id and (select id from bound) order by id limit $4) g
            )
            select {Columns} from public.generations
            where id = any(array(select id from found order by id limit $4)) order by id
            """,
            Read, userId, transaction.Now, afterId, limit);

    /// <summary>The generations of a project, after an id and in the order of ids.</summary>
    public static Task<List<GenerationRow>> ListOfProjectAsync(StoreTransaction transaction, string projectId, string afterId, int limit) =>
        transaction.QueryAsync(
            $"""
            /* velro:generations.of_project */
            select {Columns} from public.generations where project_id = $1 and id > $2 order by id limit $3
            """,
            Read, projectId, afterId, limit);

    /// <summary>What the lineage of a generation, which need not exist yet, would be below <paramref name="parentId"/>.</summary>
    public static async Task<Lineage> LineageBelowAsync(StoreTransaction transaction, string id, string parentId) =>
        (await transaction.QueryOneAsync(
            """
            /* velro:generations.lineage */
            with recursive above (id, parent_id, level) as (
                select id, parent_id, 1 from public.generations where id = $2
                union all
                select g.id, g.parent_id, a.level + 1 from above a join public.generations g on g.id = a.parent_id where a.level <= $3
            ), below (id, level) as (
                select id, 0 from public.generations where id = $1
                union all
                select g.id, b.level + 1 from below b join public.generations g on g.parent_id = b.id where b.level <= $3
            )
            select coalesce((select bool_or(id = $1) from above), false),
                   coalesce((select max(level) from above), 0) + coalesce((select max(level) from below), 0)
            """,
            static reader => new Lineage(reader.GetBoolean(0), reader.GetInt32(1)),
            id, parentId, Lineage.MaximumLevels))!;

    /// <summary>Changes what a generation says.</summary>
    public static async Task<GenerationRow> UpdateAsync(StoreTransaction transaction, string id, GenerationContent content) =>
        (await transaction.QueryOneAsync(
            $"""
            /* velro:generations.update */
            update public.generations set project_id = $2, parent_id = $3, inheritance = $4, visibility = $5, prompt = $6
            where id = $1
            returning {Columns}
            """,
            Read, id, content.ProjectId, content.ParentId, content.Inheritance, content.Visibility, content.Prompt))!;

    /// <summary>Locks or unlocks a generation.</summary>
    public static async Task<GenerationRow> SetLockedAsync(StoreTransaction transaction, string id, bool isLocked) =>
        (await transaction.QueryOneAsync(
            $"""
            /* velro:generations.lock */
            update public.generations set is_locked = $2 where id = $1 returning {Columns}
            """,
            Read, id, isLocked))!;

    /// <summary>Deletes a generation; its children lose the link (RIGHTS.md E1).</summary>
    public static Task<int> DeleteAsync(StoreTransaction transaction, string id) => transaction.ExecuteAsync(
        """
        /* velro:generations.delete */
        delete from public.generations where id = $1
        """,
        id);

    private static GenerationRow Read(NpgsqlDataReader reader) => new(
        reader.GetString(0),
        reader.GetString(1),
        reader.IsDBNull(2) ? null : reader.GetString(2),
        reader.IsDBNull(3) ? null : reader.GetString(3),
        reader.GetString(4),
        reader.GetString(5),
        reader.GetBoolean(6),
        reader.GetString(7),
        reader.GetString(8),
        reader.GetDateTime(9),
        reader.GetDateTime(10),
        reader.GetInt64(11));
}
