using System.Text.Json;
using Npgsql;
using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;
using Velro.Data.Transactions;

namespace Velro.Data.Entities;

/// <summary>The statements about the properties of entities, and about users who are provisioned with them.</summary>
public static class EntityTable
{
    private const string Columns = "type, id, properties::text, created_at, updated_at, version";

    /// <summary>The stored properties; null: there are none.</summary>
    public static Task<EntityRow?> FindAsync(StoreTransaction transaction, EntityRef entity) => transaction.QueryOneAsync(
        $"""
        /* velro:entities.find */
        select {Columns}, false from public.entities where type = $1 and id = $2
        """,
        Read, entity.Type, entity.Id);

    /// <summary>Stores the properties of several entities, each named once.</summary>
    public static Task<List<EntityRow>> PutAsync(
        StoreTransaction transaction, IReadOnlyCollection<(EntityRef Entity, PropertyBag Properties)> entities) =>
        transaction.QueryAsync(
            $"""
            /* velro:entities.put */
            insert into public.entities (type, id, properties)
            select e.type, e.id, e.properties::jsonb from unnest($1::text[], $2::text[], $3::text[]) as e (type, id, properties)
            on conflict (type, id) do update set properties = excluded.properties
            returning {Columns}, xmax = 0
            """,
            Read,
            entities.Select(static one => one.Entity.Type).ToArray(),
            entities.Select(static one => one.Entity.Id).ToArray(),
            entities.Select(static one => one.Properties.Json.GetRawText()).ToArray());

    /// <summary>Forgets the properties of an entity.</summary>
    /// <returns>Whether there were any.</returns>
    public static async Task<bool> DeleteAsync(StoreTransaction transaction, EntityRef entity) => await transaction.ExecuteAsync(
        """
        /* velro:entities.delete */
        delete from public.entities where type = $1 and id = $2
        """,
        entity.Type, entity.Id) == 1;

    /// <summary>Creates users without credentials under these ids (RIGHTS.md E2).</summary>
    public static Task<int> ProvisionAsync(StoreTransaction transaction, IEnumerable<string> userIds) => transaction.ExecuteAsync(
        """
        /* velro:entities.provision */
        insert into public.users (id) select unnest($1::text[])
        """,
        (object)userIds.ToArray());

    private static EntityRow Read(NpgsqlDataReader reader) => new(
        new EntityRef(reader.GetString(0), reader.GetString(1)),
        JsonElement.Parse(reader.GetString(2)),
        reader.GetDateTime(3),
        reader.GetDateTime(4),
        reader.GetInt64(5),
        reader.GetBoolean(6));
}
