using System.Collections.Concurrent;
using System.Text.Json;
using Velro.Tests.Reference;

namespace Velro.Tests.Integration.History;

/// <summary>A service key or a session, as far as the tests look at it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Owner">Whose it is.</param>
/// <param name="IsOver">Whether it was revoked or ended.</param>
/// <param name="IsPerson">Whether it is a session that a person signed in to.</param>
/// <param name="End">The second from which it counts no more; null: never.</param>
internal sealed record CredentialRow(string Id, string Owner, bool IsOver, bool IsPerson, int? End);

/// <summary>A row of the database in the words of the reference evaluator.</summary>
/// <param name="Table">Its table.</param>
/// <param name="Key">What tells it from the others of its table.</param>
/// <param name="Value">A row of <see cref="Reference.Rows"/>, or a <see cref="CredentialRow"/>; null: it counts for nothing.</param>
internal sealed record StoredRow(string Table, string Key, object? Value)
{
    private static readonly ConcurrentDictionary<string, PolicyRow> Policies = new();

    /// <summary>Makes a policy's document known, which is not taken apart again when it is read.</summary>
    public static string DocumentOf(PolicyRow policy)
    {
        var document = EngineWorld.SourceOf(policy).Document;
        Policies.TryAdd(document, policy);
        return document;
    }

    /// <summary>The row that a table has as <paramref name="json"/>.</summary>
    public static StoredRow Of(string table, JsonElement json)
    {
        return table switch
        {
            "users" => Row(Text("id")!, new UserRow(Text("id")!, Text("state")!)),
            "teams" => Row(Text("id")!, new TeamRow(Text("id")!, Text("parent_id"), Is("is_suspended"))),
            "team_members" => Row(
                $"{Text("user_id")} {Text("team_id")}", new MembershipRow(Text("user_id")!, Text("team_id")!, Text("role")!, End("expires_at"))),
            "projects" => Row(Text("id")!, new ProjectRow(Text("id")!, Text("owner_id")!, Text("visibility")!)),
            "generations" => Row(Text("id")!, new GenerationRow(
                Text("id")!, Text("owner_id")!, Text("project_id"), Text("parent_id"), Text("inheritance")!, Text("visibility")!, Is("is_locked"))),
            "project_grants" => Grant("project"),
            "generation_grants" => Grant("generation"),
            "project_blocks" => Block("project"),
            "generation_blocks" => Block("generation"),
            "entities" => Row($"{Text("type")} {Text("id")}", new PropertiesRow(new Thing(Text("type")!, Text("id")!), Properties())),
            "policies" => Row(Text("name")!, Policies[Text("document")!] with { Name = Text("name")! }),
            "emergency_access" => Row(Text("id")!, Text("ended_at") is null ? Emergency() : null),
            "sessions" => Row(Text("id")!, new CredentialRow(
                Text("id")!, Text("user_id")!, Text("ended_at") is not null, Is("is_interactive"), End("expires_at"))),
            _ => Row(Text("id")!, new CredentialRow(Text("id")!, Text("owner_id")!, Text("revoked_at") is not null, IsPerson: false, End: null)),
        };

        StoredRow Row(string key, object? value) => new(table, key, value);

        string? Text(string column) => json.GetProperty(column).GetString();

        bool Is(string column) => json.GetProperty(column).GetBoolean();

        // The tests store whole seconds, so that what counts before an instant counts in every second before it.
        int? End(string column) =>
            json.GetProperty(column).ValueKind == JsonValueKind.Null ? null : (int)json.GetProperty(column).GetDateTimeOffset().ToUnixTimeSeconds();

        Thing Target() => Text("project_id") is { } project ? new Thing("project", project) : new Thing("generation", Text("generation_id")!);

        StoredRow Grant(string on)
        {
            var to = Text("team_id") is { } team ? new Thing("team", team) : new Thing("user", Text("user_id")!);
            var thing = new Thing(on, Text($"{on}_id")!);
            return Row($"{thing} {to}", new GrantRow(thing, to, Text("role")!, End("expires_at")));
        }

        StoredRow Block(string on)
        {
            var row = new BlockRow(new Thing(on, Text($"{on}_id")!), Text("user_id")!);
            return Row($"{row.On} {row.User}", row);
        }

        EmergencyRow Emergency() => new(Text("user_id")!, Target(), Text("role")!, End("expires_at")!.Value);

        Dictionary<string, object> Properties() => json.GetProperty("properties").EnumerateObject().ToDictionary(
            static property => property.Name,
            static property => property.Value.ValueKind == JsonValueKind.Number ? property.Value.GetInt32() : (object)property.Value.GetString()!);
    }
}
