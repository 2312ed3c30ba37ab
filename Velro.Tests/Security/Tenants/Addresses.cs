using System.Text.Json.Nodes;
using Velro.Tests.Contract.Document;

namespace Velro.Tests.Security.Tenants;

/// <summary>
/// Names things in a request of the document: in its path, its query and its body. A parameter or member of a kind that is not known here
/// fails the test, so that an endpoint with a new one is thought about.
/// </summary>
internal static class Addresses
{
    /// <summary>What a parameter of a path names, by the segment before it and by its own name.</summary>
    private static readonly Dictionary<(string Before, string Name), string> Paths = new()
    {
        [("users", "id")] = "user",
        [("members", "userId")] = "user",
        [("blocks", "userId")] = "user",
        [("user", "granteeId")] = "user",
        [("teams", "id")] = "team",
        [("team", "granteeId")] = "team",
        [("projects", "id")] = "project",
        [("generations", "id")] = "generation",
        [("media", "id")] = "generation",
        [("service-keys", "id")] = "service-key",
        [("sessions", "id")] = "session",
        [("emergency-access", "id")] = "emergency-access",
        [("clients", "id")] = "client",
        [("policies", "name")] = "policy",
        [("{type}", "id")] = "entity",
    };

    /// <summary>Parameters that name nothing of a tenant, and what they are.</summary>
    private static readonly Dictionary<(string Before, string Name), string> Fixed = new()
    {
        [("entities", "type")] = Tenant.EntityType,
        [("media", "variant")] = "original",
        [("{id}", "variant")] = "original",
        [("views", "name")] = "mv_platform_activity",
    };

    private static readonly Dictionary<string, string> Queries = new()
    {
        ["projectId"] = "project",
        ["ownerId"] = "user",
        ["transferTo"] = "user",
    };

    private static readonly Dictionary<string, string> Members = new()
    {
        ["userId"] = "user",
        ["ownerId"] = "user",
        ["teamId"] = "team",
        ["parentTeamId"] = "team",
        ["projectId"] = "project",
        ["generationId"] = "generation",
        ["parentGenerationId"] = "generation",
    };

    /// <summary>Parameters of a query that name a thing with its type.</summary>
    private static readonly Dictionary<string, string> TypedQueries = new() { ["subject"] = "user", ["resource"] = "project" };

    private static readonly HashSet<string> Unnaming = ["limit", "cursor", "action", "decision", "from", "to", "days"];

    /// <summary>Whether the path names a thing of a tenant.</summary>
    public static bool NamesThings(DocumentedOperation operation) => Steps(operation).Any(static step => step.Kind is not null);

    /// <summary>The address of an operation, with the first thing of its path from one set and all others from another.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="first">Of whom the first is.</param>
    /// <param name="others">Of whom the rest are.</param>
    /// <param name="signed">The parameters of an address of media that the caller was given.</param>
    public static string Of(DocumentedOperation operation, Things first, Things others, IReadOnlyDictionary<string, string> signed)
    {
        var isFirst = true;
        var path = string.Join('/', Steps(operation).Select(step =>
        {
            if (step.Kind is null) return step.Text;
            var thing = (isFirst ? first : others)[step.Kind];
            isFirst = false;
            return Uri.EscapeDataString(thing);
        }));
        var query = operation.Parameters.Where(static parameter => parameter["in"]!.GetValue<string>() == "query")
            .Select(static parameter => parameter["name"]!.GetValue<string>()).Where(static name => !Unnaming.Contains(name))
            .Select(name => (Name: name, Value: Queries.TryGetValue(name, out var kind) ? others[kind]
                : TypedQueries.TryGetValue(name, out var type) ? $"{type}:{others[type]}"
                : signed.GetValueOrDefault(name) ?? throw new KeyNotFoundException($"{operation.Place}: what does '{name}' of the query name?")))
            .Select(static one => $"{one.Name}={Uri.EscapeDataString(one.Value)}").ToArray();
        return query.Length == 0 ? path : $"{path}?{string.Join('&', query)}";
    }

    /// <summary>A body of the document that speaks of these things, and as a subject of none but the caller.</summary>
    public static JsonNode? Of(DocumentedOperation operation, JsonNode? example, Things things, string callerId)
    {
        var body = example?.DeepClone();
        Rewrite(body);
        return body;

        void Rewrite(JsonNode? node)
        {
            if (node is JsonArray list)
            {
                foreach (var item in list) Rewrite(item);
            }
            else if (node is JsonObject members)
            {
                foreach (var name in members.Select(static member => member.Key).ToArray()) RewriteMember(members, name);
            }
        }

        void RewriteMember(JsonObject members, string name)
        {
            if (members[name] is not JsonValue)
            {
                if (name == "subject" && members[name] is JsonObject subject && subject.ContainsKey("id")) subject["id"] = callerId;
                else Rewrite(members[name]);
            }
            else if (Members.TryGetValue(name, out var kind)) members[name] = things[kind];
            else if (name == "id" && members["type"]?.GetValue<string>() is { } type)
                members[name] = Things.Kinds.Contains(type) ? things[type] : things["entity"];
            else if (name == "id" && members["kind"]?.GetValue<string>() is { } flushed) members[name] = things[flushed];
            else if (name is "id" || name.EndsWith("Id", StringComparison.Ordinal))
                throw new KeyNotFoundException($"{operation.Place}: what does the member '{name}' name?");
        }
    }

    private static IEnumerable<(string Text, string? Kind)> Steps(DocumentedOperation operation)
    {
        var segments = operation.Path.Split('/');
        for (var i = 0; i < segments.Length; i++)
        {
            if (!segments[i].StartsWith('{'))
            {
                yield return (segments[i], null);
                continue;
            }

            var step = (Before: segments[i - 1], Name: segments[i].Trim('{', '}'));
            if (Fixed.TryGetValue(step, out var text)) yield return (text, null);
            else if (Paths.TryGetValue(step, out var kind)) yield return ("", kind);
            else throw new KeyNotFoundException($"{operation.Place}: what does '{step.Before}/{{{step.Name}}}' name?");
        }
    }
}
