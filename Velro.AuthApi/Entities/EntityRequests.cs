using System.Text.Json;
using Velro.AuthApi.Problems;
using Velro.AuthApi.Requests;
using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;

namespace Velro.AuthApi.Entities;

/// <summary>The body of <c>PUT /v1/entities/{type}/{id}</c>.</summary>
internal sealed record PutEntity(PropertyBag Properties) : IRequest<PutEntity>
{
    public static PutEntity Read(RequestBody body)
    {
        var fields = body.Fields();
        return fields.Complete(new PutEntity(fields.Properties("properties")));
    }
}

/// <summary>The body of <c>PUT /v1/entities</c>: all of it is stored, or nothing.</summary>
internal sealed record PutEntities(IReadOnlyList<(EntityRef Entity, PropertyBag Properties)> Entities) : IRequest<PutEntities>
{
    private const int Most = 1000;

    public static PutEntities Read(RequestBody body)
    {
        if (body.Root.ValueKind != JsonValueKind.Array || body.Root.GetArrayLength() is 0 or > Most)
            throw new ProblemException(
                Problem.Invalid("body.not_an_array", $"The body must be an array of 1-{Most} entities {{type, id, properties}}."));

        var errors = new Dictionary<string, string[]>();
        var entities = new List<(EntityRef, PropertyBag)>();
        var seen = new HashSet<EntityRef>();
        foreach (var fields in Fields.Elements(body.Root, "", errors))
        {
            var entity = fields.Entity();
            if (!seen.Add(entity) && entity.Type.Length > 0 && entity.Id.Length > 0) fields.Refuse("id", $"'{entity}' stands twice.");
            entities.Add((entity, fields.Properties("properties")));
            fields.NoteUnread();
        }

        Fields.ThrowIfAny(errors);
        return new PutEntities(entities);
    }
}
