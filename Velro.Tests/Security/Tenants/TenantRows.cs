using Npgsql;

namespace Velro.Tests.Security.Tenants;

/// <summary>
/// What the database holds of a tenant: the rows of every table that name one of its things. Where only its user is named, another may
/// have made the row (as who makes a stranger a member), and it counts only if it does not name them. What another gives to the tenant's
/// user or team on a thing of its own is the other's.
/// </summary>
internal sealed class TenantRows(NpgsqlDataSource database, Tenant tenant, Tenant other)
{
    /// <summary>What was asked is recorded with what it was about; marks and changes say only what to compute and load again.</summary>
    private const string Records = "^(audit_events|decision_records|idempotency_keys|view_marks|changes)";

    /// <summary>Their rows begin with the thing that somebody gives on, and end with who is given.</summary>
    private const string Gifts = "^(team_members|(project|generation)_(grants|blocks))$";

    private string? _query;

    public async Task<IReadOnlySet<string>> ReadAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        _query ??= await MakeQueryAsync(cancellation);
        await using var command = database.CreateCommand(_query);
        command.Parameters.AddWithValue(string.Join('|', tenant.Things.Ids.Where(static one => one.Key != "user").Select(static one => one.Value)));
        command.Parameters.AddWithValue(tenant.Id);
        command.Parameters.AddWithValue(string.Join('|', other.Things.Ids.Values.Append(other.Mark)));
        var rows = new HashSet<string>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) rows.Add(reader.GetString(0));
        return rows;
    }

    private async Task<string> MakeQueryAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"""
            select string_agg(
                format('select %L || '' '' || t::text from %I t where (t::text ~ $1 or t::text ~ $2 and t::text !~ $3)', relname, relname)
                || case when relname ~ '{Gifts}' then ' and t::text !~ (''^[(]('' || $3 || '')'')' else '' end,
                ' union all ')
              from pg_class
             where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition and relname !~ '{Records}'
            """);
        return (string)(await command.ExecuteScalarAsync(cancellation))!;
    }
}
