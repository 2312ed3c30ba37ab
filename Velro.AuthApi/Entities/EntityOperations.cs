using System.Collections.Immutable;
using Velro.AuthApi.Contract;
using static Velro.AuthApi.Contract.Described;

namespace Velro.AuthApi.Entities;

/// <summary>What the contract says about the stored properties of entities.</summary>
internal static class EntityOperations
{
    private const string Tag = "Entities";

    private static readonly ImmutableArray<OperationParameter> Named =
    [
        new("type", "Name", "record", "The type, as one percent-encoded segment."),
        new("id", "AnyId", "record-1", "The id, as one percent-encoded segment: `/` is `%2F`, `%` is `%25`."),
    ];

    private static readonly ImmutableArray<string> OfAddress = ["address.malformed", "entity.name"];

    private static readonly ImmutableArray<string> OfCore =
        ["user.unknown", "team.unknown", "project.unknown", "generation.unknown", "id.retired"];

    public static readonly Operation Get = new("getEntity", "Show the stored properties of an entity")
    {
        Tag = Tag,
        Parameters = Named,
        Answers = [Ok("Entity", isVersioned: true)],
        Codes = [.. OfAddress, "entity.unknown"],
    };

    public static readonly Operation Put = new("putEntity", "Store the properties of an entity")
    {
        Tag = Tag,
        Description =
            "Replaces what was stored. A user who is not there is provisioned, without credentials; other core things must be there.",
        Parameters = Named,
        Body = "PutEntity",
        Precondition = Precondition.Optional,
        Answers = [Ok("Entity", isVersioned: true), Created("Entity", isVersioned: true)],
        Codes = [.. OfAddress, .. OfCore, "id.taken", "body.not_an_object"],
    };

    public static readonly Operation PutAll = new("putEntities", "Store the properties of many entities, or of none")
    {
        Tag = Tag,
        Body = "PutEntities",
        Answers = [Ok("StoredEntities")],
        Codes = [.. OfCore, "id.taken", "body.not_an_array"],
    };

    public static readonly Operation Delete = new("deleteEntity", "Delete the stored properties of an entity")
    {
        Tag = Tag,
        Parameters = Named,
        Precondition = Precondition.Optional,
        Answers = [NoContent],
        Codes = [.. OfAddress, "entity.unknown"],
    };
}
