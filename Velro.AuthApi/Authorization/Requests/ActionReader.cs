using System.Text.Json;
using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;

namespace Velro.AuthApi.Authorization.Requests;

/// <summary>An action as a request names it.</summary>
/// <param name="Name">1-128 characters of <c>[A-Za-z0-9._:/-]</c>.</param>
/// <param name="Properties">What was sent with it.</param>
internal readonly record struct SentAction(string Name, PropertyBag Properties);

/// <summary>Reads an action: <c>{name, properties?}</c>.</summary>
internal static class ActionReader
{
    public static SentAction Read(JsonElement root, FieldErrors fields)
    {
        if (fields.RequiredObject(root, "action") is not { } value) return new SentAction("", PropertyBag.Empty);

        var name = fields.RequiredString(value, "name", "action.name");
        if (name is not null && !EntityNames.IsName(name)) fields.Add("action.name", "An action's name is 1-128 characters of [A-Za-z0-9._:/-].");
        return new SentAction(name ?? "", fields.Properties(value, "action.properties"));
    }
}
