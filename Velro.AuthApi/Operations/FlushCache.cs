using System.Collections.Immutable;
using Velro.AuthApi.Requests;
using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;

namespace Velro.AuthApi.Operations;

/// <summary>The body of <c>POST /v1/operations/cache/flush</c>: nothing flushes all, a kind all of it, an id one context.</summary>
internal sealed record FlushCache(ContextKind? Kind, ContextKey? Key) : IRequest<FlushCache>
{
    private static readonly ImmutableArray<(string Name, ContextKind Kind, string Type)> Kinds =
    [
        ("user", ContextKind.User, EntityTypes.User),
        ("team", ContextKind.Team, EntityTypes.Team),
        ("project", ContextKind.Project, EntityTypes.Project),
        ("generation", ContextKind.Generation, EntityTypes.Generation),
        ("entity", ContextKind.Entity, ""),
        ("service_key", ContextKind.ServiceKey, ""),
        ("session", ContextKind.Session, ""),
        ("policy_set", ContextKind.PolicySet, ""),
    ];

    /// <summary>What is flushed, as the audit trail and the answer name it.</summary>
    public string Name => Key is { } key ? key.ToString() : Kind?.ToString() ?? "All";

    public static FlushCache Read(RequestBody body)
    {
        var fields = body.Fields();
        var name = fields.ChoiceOrNull("kind", [.. Kinds.Select(static kind => kind.Name)]);
        var known = Kinds.FirstOrDefault(kind => kind.Name == name);
        ContextKind? kind = known.Name is null ? null : known.Kind;
        var isOfOne = fields.Find("type") is not null | fields.Find("id") is not null;
        return fields.Complete(new FlushCache(kind, isOfOne ? ReadKey(fields, kind, known.Type) : null));
    }

    private static ContextKey? ReadKey(Fields fields, ContextKind? kind, string type)
    {
        switch (kind)
        {
            case null:
                fields.Refuse("id", "An id is of a kind: name it, or leave both out.");
                return null;
            case ContextKind.PolicySet:
                fields.Refuse("id", "There is one set of policies: leave the id out.");
                return null;
            case ContextKind.Entity:
                return ContextKey.Entity(fields.Entity());
            default:
                return new ContextKey(kind.Value, "", fields.Id("id", type.Length == 0 ? EntityTypes.User : type));
        }
    }
}
