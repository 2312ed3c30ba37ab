using System.Text.Json;
using Velro.AuthApi.Problems;
using Velro.Authorization.Contexts;

namespace Velro.AuthApi.Authorization.Requests;

/// <summary>Collects what is wrong with the fields of a body, and reads the simple ones.</summary>
internal sealed class FieldErrors
{
    private Dictionary<string, string[]>? _errors;

    public void Add(string field, string message) => (_errors ??= [])[field] = [message];

    /// <summary>A required string; null when it is missing or not one, which is then noted.</summary>
    public string? RequiredString(JsonElement parent, string member, string path)
    {
        if (!parent.TryGetProperty(member, out var value) || value.ValueKind != JsonValueKind.String)
        {
            Add(path, "A string is required here.");
            return null;
        }

        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            Add(path, "The string holds half of a surrogate pair, which is not text.");
            return null;
        }
    }

    /// <summary>A required object; null when it is missing or mistyped, which is then noted.</summary>
    public JsonElement? RequiredObject(JsonElement parent, string member)
    {
        if (parent.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.Object) return value;
        Add(member, "An object is required here.");
        return null;
    }

    /// <summary>An optional object of properties, taken out of the document.</summary>
    public PropertyBag Properties(JsonElement parent, string path)
    {
        if (!parent.TryGetProperty("properties", out var value)) return PropertyBag.Empty;
        if (value.ValueKind == JsonValueKind.Object) return Bag(value, path);
        Add(path, "Properties must be an object.");
        return PropertyBag.Empty;
    }

    /// <summary>An object, taken out of the document; what is not text in it is noted.</summary>
    public PropertyBag Bag(JsonElement value, string path)
    {
        try
        {
            return PropertyBag.From(value.Clone());
        }
        catch (JsonException exception)
        {
            Add(path, exception.Message);
            return PropertyBag.Empty;
        }
    }

    /// <summary>All of it as one sentence after the other; null when nothing is wrong.</summary>
    public string? ToMessage() => _errors is null
        ? null
        : string.Join(' ', _errors.Select(static error => $"{error.Key}: {string.Join(' ', error.Value)}"));

    public Problem? ToProblem() => _errors is null
        ? null
        : Problem.Invalid("request.invalid", "Fields of the body are missing or not well formed; see 'errors'.") with { Errors = _errors };
}
