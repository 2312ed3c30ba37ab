using System.Text;
using System.Text.Json;
using Velro.Authorization.Contexts;

namespace Velro.Data.Decisions;

/// <summary>Sent members as they are stored: an object of those that are not empty.</summary>
internal static class SentMembersJson
{
    private const string Subject = "subject", Action = "action", Resource = "resource", Context = "context";

    /// <summary>The text that is stored; null: there is nothing to store.</summary>
    public static string? Write(SentMembers sent)
    {
        if (sent == SentMembers.Empty) return null;

        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            Write(json, Subject, sent.Subject);
            Write(json, Action, sent.Action);
            Write(json, Resource, sent.Resource);
            Write(json, Context, sent.Context);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>Reads what <see cref="Write(SentMembers)"/> wrote.</summary>
    public static SentMembers Read(string? text)
    {
        if (text is null) return SentMembers.Empty;

        var root = JsonElement.Parse(text);
        return new SentMembers(Read(root, Subject), Read(root, Action), Read(root, Resource), Read(root, Context));
    }

    private static void Write(Utf8JsonWriter json, string name, PropertyBag bag)
    {
        if (bag == PropertyBag.Empty) return;
        json.WritePropertyName(name);
        json.WriteRawValue(bag.Json.GetRawText());
    }

    private static PropertyBag Read(JsonElement root, string name) =>
        root.TryGetProperty(name, out var json) ? PropertyBag.From(json) : PropertyBag.Empty;
}
