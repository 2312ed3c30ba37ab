using System.Text.Json;
using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;

namespace Velro.AuthApi.Authorization.Requests;

/// <summary>Reads a subject or a resource: <c>{type, id, properties?}</c>.</summary>
internal static class EntityReader
{
    public static (EntityRef Entity, PropertyBag Properties) Read(JsonElement root, string member, FieldErrors fields)
    {
        if (fields.RequiredObject(root, member) is not { } value) return (default, PropertyBag.Empty);

        var type = fields.RequiredString(value, "type", $"{member}.type");
        var id = fields.RequiredString(value, "id", $"{member}.id");
        if (type is not null && !EntityNames.IsName(type)) fields.Add($"{member}.type", "A type is 1-128 characters of [A-Za-z0-9._:/-].");
        else if (type is not null && id is not null && !EntityNames.IsId(type, id)) fields.Add($"{member}.id", RuleOf(type));
        return (new EntityRef(type ?? "", id ?? ""), fields.Properties(value, $"{member}.properties"));
    }

    private static string RuleOf(string type) => EntityTypes.IsCore(type)
        ? $"The id of a {type} is 1-128 characters of [A-Za-z0-9._:@-]."
        : "An id is 1-512 characters without control characters.";
}
