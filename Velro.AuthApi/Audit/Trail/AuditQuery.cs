using System.Text.Json;
using System.Text.Json.Nodes;
using Velro.AuthApi.Requests;
using Velro.Authorization.Entities;
using Velro.Data.Audit;

namespace Velro.AuthApi.Audit.Trail;

/// <summary>
/// Reads what <c>GET /v1/audit</c> is asked for, as strictly as a body: a parameter that nobody knows would silently not narrow the answer,
/// and who looks for what happened would be misled.
/// </summary>
internal static class AuditQuery
{
    /// <summary>Type and id; the type ends at the first colon.</summary>
    private static readonly TextRule EntityRule = new(
        "a type and an id, such as user:ann",
        static text => EntityOf(text) is var entity && EntityNames.IsName(entity.Type) && EntityNames.IsId(entity.Type, entity.Id));

    private static readonly TextRule ActionRule = new(
        "a name, such as user.suspended, or how names begin, such as user.*",
        static text => text == "*" || EntityNames.IsName(text.EndsWith('*') ? text[..^1] : text));

    /// <summary>What of the trail is wanted.</summary>
    /// <exception cref="Problems.ProblemException">A parameter is not known, or not well-formed.</exception>
    public static AuditFilter Read(IQueryCollection query)
    {
        var sent = new JsonObject();
        foreach (var (name, values) in query)
        {
            sent[name] = values.Count == 1
                ? JsonValue.Create(values[0])
                : new JsonArray([.. values.Select(static value => (JsonNode?)JsonValue.Create(value))]);
        }

        var fields = new Fields(JsonSerializer.SerializeToElement(sent));
        var action = fields.TextOrNull("action", ActionRule);
        var isPrefix = action is [.., '*' or '.'];
        foreach (var name in (ReadOnlySpan<string>)["limit", "cursor"])
            if (fields.Find(name) is { ValueKind: JsonValueKind.Array } twice) fields.Add(name, twice, "given once");
        return fields.Complete(new AuditFilter
        {
            Subject = fields.TextOrNull("subject", EntityRule) is { } subject ? EntityOf(subject) : null,
            Resource = fields.TextOrNull("resource", EntityRule) is { } resource ? EntityOf(resource) : null,
            Action = isPrefix ? action!.TrimEnd('*') : action,
            IsActionPrefix = isPrefix,
            IsPermitted = fields.ChoiceOrNull("decision", "allow", "deny") switch { "allow" => true, "deny" => false, _ => null },
            From = fields.InstantOrNull("from"),
            To = fields.InstantOrNull("to"),
        });
    }

    /// <summary>What was asked for, as the trail itself keeps it.</summary>
    public static Dictionary<string, object?> DetailsOf(AuditFilter filter) => new()
    {
        ["subject"] = filter.Subject?.ToString(),
        ["resource"] = filter.Resource?.ToString(),
        ["action"] = filter.IsActionPrefix ? filter.Action + "*" : filter.Action,
        ["decision"] = filter.IsPermitted switch { true => "allow", false => "deny", null => null },
        ["from"] = filter.From,
        ["to"] = filter.To,
    };

    private static EntityRef EntityOf(string text) =>
        text.IndexOf(':', StringComparison.Ordinal) is var at and > 0 ? new EntityRef(text[..at], text[(at + 1)..]) : new EntityRef("", text);
}
