using Npgsql;
using Velro.Authorization.Entities;
using Velro.Authorization.Roles;
using Velro.Data.Contexts;
using Velro.Data.Transactions;

namespace Velro.Data.Sharing;

/// <summary>The statements about the grants on things of one type.</summary>
public sealed class GrantTable
{
    /// <summary>The grants on projects.</summary>
    public static readonly GrantTable OfProjects = new("project");

    /// <summary>The grants on generations.</summary>
    public static readonly GrantTable OfGenerations = new("generation");

    private const string Columns = "user_id, team_id, role, expires_at, created_at";

    private readonly string _find;
    private readonly string _list;
    private readonly string _put;
    private readonly string _delete;

    private GrantTable(string type)
    {
        _find =
            $"""
            /* velro:{type}_grants.find */
            select {Columns} from public.{type}_grants
            where {type}_id = $1 and user_id is not distinct from $2::text and team_id is not distinct from $3::text
            """;
        _list =
            $"""
            /* velro:{type}_grants.list */
            select {Columns} from public.{type}_grants
            where {type}_id = $1 and coalesce('user:' || user_id, 'team:' || team_id) > $2
            order by coalesce('user:' || user_id, 'team:' || team_id) limit $3
            """;
        _put =
            $"""
            /* velro:{type}_grants.put */
            insert into public.{type}_grants ({type}_id, user_id, team_id, role, expires_at) values ($1, $2, $3, $4, $5)
            on conflict ({type}_id, user_id, team_id) do update set role = excluded.role, expires_at = excluded.expires_at
            returning {Columns}
            """;
        _delete =
            $"""
            /* velro:{type}_grants.delete */
            delete from public.{type}_grants
            where {type}_id = $1 and user_id is not distinct from $2::text and team_id is not distinct from $3::text
            """;
    }

    /// <summary>The grant; null: there is none.</summary>
    public Task<GrantRow?> FindAsync(StoreTransaction transaction, string id, EntityRef grantee) =>
        transaction.QueryOneAsync(_find, Read, id, UserOf(grantee), TeamOf(grantee));

    /// <summary>The grants on a thing, after a key and in the order of keys; those that have expired too.</summary>
    public Task<List<GrantRow>> ListAsync(StoreTransaction transaction, string id, string afterKey, int limit) =>
        transaction.QueryAsync(_list, Read, id, afterKey, limit);

    /// <summary>Makes a grant, or changes it.</summary>
    public async Task<GrantRow> PutAsync(
        StoreTransaction transaction, string id, EntityRef grantee, Role role, DateTimeOffset? expiresAt) =>
        (await transaction.QueryOneAsync(
            _put, Read, id, UserOf(grantee), TeamOf(grantee), RoleNames.NameOf(role), expiresAt?.ToUniversalTime()))!;

    /// <summary>Takes a grant away.</summary>
    public Task<int> DeleteAsync(StoreTransaction transaction, string id, EntityRef grantee) =>
        transaction.ExecuteAsync(_delete, id, UserOf(grantee), TeamOf(grantee));

    private static string? UserOf(EntityRef grantee) => grantee.Type == EntityTypes.User ? grantee.Id : null;

    private static string? TeamOf(EntityRef grantee) => grantee.Type == EntityTypes.Team ? grantee.Id : null;

    private static GrantRow Read(NpgsqlDataReader reader) => new(
        reader.IsDBNull(0) ? new EntityRef(EntityTypes.Team, reader.GetString(1)) : new EntityRef(EntityTypes.User, reader.GetString(0)),
        StoredNames.ToRole(reader.GetString(2)),
        reader.IsDBNull(3) ? null : reader.GetDateTime(3),
        reader.GetDateTime(4));
}
