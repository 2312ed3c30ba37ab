using Npgsql;
using Velro.Authorization.Policies;
using Velro.Data.Transactions;

namespace Velro.Data.Policies;

/// <summary>The statements about policies. Whether a set may be stored is decided before, in the same transaction.</summary>
public static class PolicyTable
{
    private const string Columns = "name, document, created_at, updated_at, version";

    /// <summary>All policies, as what a set is compiled from.</summary>
    public static Task<List<PolicySource>> SourcesAsync(StoreTransaction transaction) => transaction.QueryAsync(
        """
        /* velro:policies.sources */
        select name, document from public.policies
        """,
        static reader => new PolicySource(reader.GetString(0), reader.GetString(1)));

    /// <summary>The policy; null: there is none.</summary>
    public static Task<PolicyRow?> FindAsync(StoreTransaction transaction, string name) => transaction.QueryOneAsync(
        $"""
        /* velro:policies.find */
        select {Columns} from public.policies where name = $1
        """,
        Read, name);

    /// <summary>The policies after a name, in the order of names.</summary>
    public static Task<List<PolicyRow>> ListAsync(StoreTransaction transaction, string afterName, int limit) => transaction.QueryAsync(
        $"""
        /* velro:policies.list */
        select {Columns} from public.policies where name > $1 order by name limit $2
        """,
        Read, afterName, limit);

    /// <summary>Stores a policy.</summary>
    public static async Task<PolicyRow> PutAsync(StoreTransaction transaction, PolicySource source) => (await transaction.QueryOneAsync(
        $"""
        /* velro:policies.put */
        insert into public.policies (name, document) values ($1, $2)
        on conflict (name) do update set document = excluded.document
        returning {Columns}
        """,
        Read, source.Name, source.Document))!;

    /// <summary>Deletes a policy.</summary>
    public static Task<int> DeleteAsync(StoreTransaction transaction, string name) => transaction.ExecuteAsync(
        """
        /* velro:policies.delete */
        delete from public.policies where name = $1
        """,
        name);

    private static PolicyRow Read(NpgsqlDataReader reader) => new(
        reader.GetString(0), reader.GetString(1), reader.GetDateTime(2), reader.GetDateTime(3), reader.GetInt64(4));
}
