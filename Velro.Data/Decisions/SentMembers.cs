using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Velro.Authorization.Contexts;

namespace Velro.Data.Decisions;

/// <summary>What stood in a question beside the names. As text, it is an object of those that are not empty, each as it was sent.</summary>
public sealed record SentMembers(PropertyBag Subject, PropertyBag Action, PropertyBag Resource, PropertyBag Context)
{
    private const string SubjectName = "subject", ActionName = "action", ResourceName = "resource", ContextName = "context";

    /// <summary>Nothing.</summary>
    public static readonly SentMembers Empty = new(PropertyBag.Empty, PropertyBag.Empty, PropertyBag.Empty, PropertyBag.Empty);

    /// <summary>How many bytes they have as they were sent.</summary>
    public int ByteCount => BytesOf(Subject) + BytesOf(Action) + BytesOf(Resource) + BytesOf(Context);

    /// <summary>Reads what <see cref="ToText"/> wrote.</summary>
    public static SentMembers Parse(string? text)
    {
        if (text is null) return Empty;

        var root = JsonElement.Parse(text);
        return new SentMembers(Read(root, SubjectName), Read(root, ActionName), Read(root, ResourceName), Read(root, ContextName));
    }

    /// <summary>The text; null: nothing was sent.</summary>
    public string? ToText()
    {
        if (ByteCount == 0) return null;

        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            Write(json, SubjectName, Subject);
            Write(json, ActionName, Action);
            Write(json, ResourceName, Resource);
            Write(json, ContextName, Context);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static int BytesOf(PropertyBag bag) => bag == PropertyBag.Empty ? 0 : JsonMarshal.GetRawUtf8Value(bag.Json).Length;

    private static void Write(Utf8JsonWriter json, string name, PropertyBag bag)
    {
        if (bag == PropertyBag.Empty) return;
        json.WritePropertyName(name);
        json.WriteRawValue(JsonMarshal.GetRawUtf8Value(bag.Json));
    }

    private static PropertyBag Read(JsonElement root, string name) =>
        root.TryGetProperty(name, out var json) ? PropertyBag.From(json) : PropertyBag.Empty;
}
