using Npgsql;

namespace Velro.Data.ProtectionKeys;

/// <summary>The rows of the Data Protection ring: XML, whose secrets are wrapped. The ring reads and writes them by blocking calls.</summary>
/// <param name="source">The database.</param>
public sealed class ProtectionKeyTable(NpgsqlDataSource source)
{
    /// <summary>All keys of the ring.</summary>
    /// <exception cref="NpgsqlException">The database did not answer.</exception>
    public IReadOnlyList<ProtectionKeyRow> ListRows()
    {
        using var command = source.CreateCommand(
            "/* velro:protection_keys.list */ select name, xml from public.protection_keys order by created_at, name");
        using var reader = command.ExecuteReader();
        var rows = new List<ProtectionKeyRow>();
        while (reader.Read()) rows.Add(new ProtectionKeyRow(reader.GetString(0), reader.GetString(1)));
        return rows;
    }

    /// <summary>Keeps a key under its name.</summary>
    /// <exception cref="NpgsqlException">The database did not answer; nothing was kept.</exception>
    public void Insert(string name, string xml)
    {
        using var command = source.CreateCommand(
            """
            /* velro:protection_keys.insert */
            insert into public.protection_keys (name, xml) values ($1, $2) on conflict (name) do update set xml = excluded.xml
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = xml });
        command.ExecuteNonQuery();
    }
}
