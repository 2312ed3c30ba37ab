using Velro.Data.Clients;
using Velro.Data.Sessions;
using Velro.Data.Transactions;

namespace Velro.Data.Users;

/// <summary>The end of a user: everything that gave a right to it or by it goes, in one transaction (RIGHTS.md E1).</summary>
public static class UserDeletion
{
    private const string Owned =
        """
        /* velro:users.owned */
        select exists (select from public.projects where owner_id = $1)
            or exists (
                select from public.team_members m
                where m.user_id = $1 and m.role = 'owner' and m.expires_at is null and not exists (
                    select from public.team_members o
                    where o.team_id = m.team_id and o.user_id <> $1 and o.role = 'owner' and o.expires_at is null))
        """;

    /// <summary>A new owner is the target of no grant or block on a project that it gets (RIGHTS.md C2).</summary>
    private static readonly string[] Transfer =
    [
        """
        /* velro:users.transfer_grants */
        delete from public.project_grants g using public.projects p where g.project_id = p.id and p.owner_id = $1 and g.user_id = $2
        """,
        """
        /* velro:users.transfer_blocks */
        delete from public.project_blocks b using public.projects p where b.project_id = p.id and p.owner_id = $1 and b.user_id = $2
        """,
        """
        /* velro:users.transfer_projects */
        update public.projects set owner_id = $2 where owner_id = $1
        """,
        """
        /* velro:users.transfer_generations */
        update public.generations set owner_id = $2 where owner_id = $1
        """,
        """
        /* velro:users.transfer_teams */
        insert into public.team_members (user_id, team_id, role)
        select $2, team_id, 'owner' from public.team_members where user_id = $1 and role = 'owner' and expires_at is null
        on conflict (user_id, team_id) do update set role = 'owner', expires_at = null
        """,
    ];

    private static readonly string[] Leave =
    [
        """
        /* velro:users.leave_teams */
        delete from public.team_members where user_id = $1
        """,
        """
        /* velro:users.leave_projects */
        delete from public.project_grants where user_id = $1
        """,
        """
        /* velro:users.leave_project_blocks */
        delete from public.project_blocks where user_id = $1
        """,
        """
        /* velro:users.leave_generations */
        delete from public.generation_grants where user_id = $1
        """,
        """
        /* velro:users.leave_generation_blocks */
        delete from public.generation_blocks where user_id = $1
        """,
        """
        /* velro:users.leave_properties */
        delete from public.entities where type = 'user' and id = $1
        """,
        """
        /* velro:users.leave_account */
        delete from public.accounts where user_id = $1
        """,
        """
        /* velro:users.leave_tokens */
        delete from public.oauth_tokens where subject = $1
        """,
        """
        /* velro:users.leave_grants */
        delete from public.oauth_authorizations where subject = $1
        """,
        """
        /* velro:users.leave */
        update public.users set state = 'deleted', is_administrator = false, email = null, display_name = ''
        where id = $1
        """,
    ];

    private const string EndEmergencies =
        """
        /* velro:users.leave_emergencies */
        update public.emergency_access set ended_at = greatest(now(), granted_at) where user_id = $1 and ended_at is null
        """;

    private const string RevokeKeys =
        """
        /* velro:users.leave_keys */
        update public.service_keys set revoked_at = now() where owner_id = $1 and revoked_at is null
        """;

    /// <summary>Whether the user owns a project, or a team that would be left without an owner.</summary>
    public static Task<bool> OwnsAsync(StoreTransaction transaction, string id) => transaction.QueryValueAsync<bool>(Owned, id);

    /// <summary>Gives all that the user owns to another one: projects, generations and teams.</summary>
    public static async Task TransferAsync(StoreTransaction transaction, string id, string newOwnerId)
    {
        foreach (var statement in Transfer) await transaction.ExecuteAsync(statement, id, newOwnerId);
    }

    /// <summary>
    /// Takes every right from the user and marks it as deleted. Generations that it still owns stay, as records of what was made; nobody
    /// has a right by them.
    /// </summary>
    /// <returns>What ended with it.</returns>
    public static async Task<EndedWithUser> DeleteAsync(StoreTransaction transaction, string id)
    {
        var clients = await ClientTable.ListOfOwnerAsync(transaction, id);
        foreach (var client in clients) await ClientTable.DeleteAsync(transaction, client.ClientId);
        var sessions = await SessionTable.EndAllAsync(transaction, id, "user_deleted", exceptId: null);
        var keys = await transaction.ExecuteAsync(RevokeKeys, id);
        var emergencies = await transaction.ExecuteAsync(EndEmergencies, id);
        foreach (var statement in Leave) await transaction.ExecuteAsync(statement, id);
        return new EndedWithUser(sessions, keys, clients.Count, emergencies);
    }
}

/// <summary>How much ended with a user.</summary>
/// <param name="Sessions">Sessions of the person.</param>
/// <param name="Keys">Service keys that counted.</param>
/// <param name="Clients">Clients of the user's own.</param>
/// <param name="Emergencies">Emergency accesses that were not over.</param>
public readonly record struct EndedWithUser(int Sessions, int Keys, int Clients, int Emergencies);
