using System.Text.Json;
using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;

namespace Velro.AuthApi.Authorization.Requests;

/// <summary>Reads an action: <c>{name, properties?}</c>.</summary>
internal static class ActionReader
{
    public static (string Name, PropertyBag Properties) Read(JsonElement root, FieldErrors fields)
    {
        if (fields.RequiredObject(root, "action") is not { } value) return ("", PropertyBag.Empty);

        var name = fields.RequiredString(value, "name", "action.name");
        if (name is not null && !EntityNames.IsName(name)) fields.Add("action.name", "An action's name is 1-128 characters of [A-Za-z0-9._:/-].");
        return (name ?? "", fields.Properties(value, "action.properties"));
    }
}
