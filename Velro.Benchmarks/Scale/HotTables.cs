using Npgsql;

namespace Velro.Benchmarks.Scale;

/// <summary>The tables that decisions are made from, and what they take on the disk.</summary>
internal static class HotTables
{
    /// <summary>Entities, memberships, grants and blocks, the precomputed rows, and the change feed with its base.</summary>
    private const string Size =
        """
        select coalesce(sum(pg_table_size(c.oid)), 0)::bigint, coalesce(sum(pg_indexes_size(c.oid)), 0)::bigint
        from unnest(array[
            'users', 'teams', 'team_members', 'projects', 'project_grants', 'project_blocks', 'generations', 'generation_grants',
            'generation_blocks', 'entities', 'emergency_access', 'policies', 'mv_user_authorization_context',
            'mv_team_collaboration_cache', 'mv_project_access_context', 'changes', 'revision_clock']) as hot (name)
        join pg_class c on c.oid = ('public.' || hot.name)::regclass
        """;

    private const string Relationships =
        """
        select (select count(*) from public.team_members) + (select count(*) from public.project_grants)
            + (select count(*) from public.generation_grants)
        """;

    /// <summary>The bytes of the tables, large values included, and of their indexes.</summary>
    public static async Task<(long Tables, long Indexes)> SizeAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand(Size);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    /// <summary>The memberships and grants that there are.</summary>
    public static async Task<long> RelationshipsAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand(Relationships);
        command.CommandTimeout = 0;
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
