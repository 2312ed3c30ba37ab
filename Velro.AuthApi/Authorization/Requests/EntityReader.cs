using System.Text.Json;
using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;

namespace Velro.AuthApi.Authorization.Requests;

/// <summary>A subject or a resource as a request names it.</summary>
/// <param name="Entity">Its name; without an id where only the type is asked for.</param>
/// <param name="Properties">What was sent with it.</param>
internal readonly record struct SentEntity(EntityRef Entity, PropertyBag Properties);

/// <summary>Reads a subject or a resource: <c>{type, id, properties?}</c>.</summary>
internal static class EntityReader
{
    /// <summary>An entity with type and id.</summary>
    public static SentEntity Read(JsonElement root, string member, FieldErrors fields)
    {
        if (fields.RequiredObject(root, member) is not { } value) return new SentEntity(default, PropertyBag.Empty);

        var type = ReadType(value, member, fields);
        var id = fields.RequiredString(value, "id", $"{member}.id");
        if (type is not null && id is not null && !EntityNames.IsId(type, id)) fields.Add($"{member}.id", RuleOf(type));
        return new SentEntity(new EntityRef(type ?? "", id ?? ""), fields.Properties(value, $"{member}.properties"));
    }

    /// <summary>An entity of which only the type is asked for; an id is not looked at.</summary>
    public static SentEntity ReadWithoutId(JsonElement root, string member, FieldErrors fields)
    {
        if (fields.RequiredObject(root, member) is not { } value) return new SentEntity(default, PropertyBag.Empty);

        var type = ReadType(value, member, fields);
        return new SentEntity(new EntityRef(type ?? "", ""), fields.Properties(value, $"{member}.properties"));
    }

    /// <summary>The type; null when it is missing or not well formed, which is then noted.</summary>
    private static string? ReadType(JsonElement value, string member, FieldErrors fields)
    {
        var type = fields.RequiredString(value, "type", $"{member}.type");
        if (type is null || EntityNames.IsName(type)) return type;

        fields.Add($"{member}.type", "A type is 1-128 characters of [A-Za-z0-9._:/-].");
        return null;
    }

    private static string RuleOf(string type) => EntityTypes.IsCore(type)
        ? $"The id of a {type} is 1-128 characters of [A-Za-z0-9._:@-]."
        : "An id is 1-512 characters without control characters.";
}
