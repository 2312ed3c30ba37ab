using System.Buffers;
using System.Text.Json;

namespace Velro.Authorization.Contexts;

/// <summary>Which members of the free context of a question policies see (RIGHTS.md D3), wherever it is asked.</summary>
public static class SentContext
{
    /// <summary>What they see when the caller is believed: all but <c>consistency</c> and <c>explain</c>, which are for the server.</summary>
    public static PropertyBag Believed(PropertyBag sent) => Without(sent, static name => name is "consistency" or "explain");

    /// <summary>What they see when it is not: of that, not the members that only administrators' keys are believed.</summary>
    public static PropertyBag Unbelieved(PropertyBag believed) =>
        Without(believed, static name => name is "time" or "ip" or "acr" or "device");

    private static PropertyBag Without(PropertyBag bag, Func<string, bool> isLeftOut)
    {
        if (!bag.Json.EnumerateObject().Any(member => isLeftOut(member.Name))) return bag;

        var kept = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(kept))
        {
            writer.WriteStartObject();
            foreach (var member in bag.Json.EnumerateObject())
            {
                if (!isLeftOut(member.Name)) member.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return PropertyBag.Parse(kept.WrittenSpan);
    }
}
