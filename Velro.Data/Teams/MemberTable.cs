using Npgsql;
using Velro.Authorization.Roles;
using Velro.Data.Contexts;
using Velro.Data.Transactions;

namespace Velro.Data.Teams;

/// <summary>The statements about memberships.</summary>
public static class MemberTable
{
    private const string Columns = "user_id, role, expires_at, created_at";

    /// <summary>The membership; null: there is none.</summary>
    public static Task<MemberRow?> FindAsync(StoreTransaction transaction, string teamId, string userId) =>
        transaction.QueryOneAsync(
            $"""
            /* velro:members.find */
            select {Columns} from public.team_members where user_id = $1 and team_id = $2
            """,
            Read, userId, teamId);

    /// <summary>The direct members of a team, after an id and in the order of ids; those whose membership has ended too.</summary>
    public static Task<List<MemberRow>> ListAsync(StoreTransaction transaction, string teamId, string afterId, int limit) =>
        transaction.QueryAsync(
            $"""
            /* velro:members.list */
            select {Columns} from public.team_members where team_id = $1 and user_id > $2 order by user_id limit $3
            """,
            Read, teamId, afterId, limit);

    /// <summary>Whether somebody else than the user owns the team, lastingly.</summary>
    public static Task<bool> HasOtherOwnerAsync(StoreTransaction transaction, string teamId, string userId) =>
        transaction.QueryValueAsync<bool>(
            """
            /* velro:members.other_owner */
            select exists (
                select from public.team_members where team_id = $1 and user_id <> $2 and role = 'owner' and expires_at is null)
            """,
            teamId, userId);

    /// <summary>Makes the user a member with this role, or changes the membership.</summary>
    public static async Task<MemberRow> PutAsync(
        StoreTransaction transaction, string teamId, string userId, Role role, DateTimeOffset? expiresAt) =>
        (await transaction.QueryOneAsync(
            $"""
            /* velro:members.put */
            insert into public.team_members (team_id, user_id, role, expires_at) values ($1, $2, $3, $4)
            on conflict (user_id, team_id) do update set role = excluded.role, expires_at = excluded.expires_at
            returning {Columns}
            """,
            Read, teamId, userId, RoleNames.NameOf(role), expiresAt?.ToUniversalTime()))!;

    /// <summary>Removes a membership.</summary>
    public static Task<int> DeleteAsync(StoreTransaction transaction, string teamId, string userId) =>
        transaction.ExecuteAsync(
            """
            /* velro:members.delete */
            delete from public.team_members where team_id = $1 and user_id = $2
            """,
            teamId, userId);

    private static MemberRow Read(NpgsqlDataReader reader) => new(
        reader.GetString(0),
        StoredNames.ToRole(reader.GetString(1)),
        reader.IsDBNull(2) ? null : reader.GetDateTime(2),
        reader.GetDateTime(3));
}
