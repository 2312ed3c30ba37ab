using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Velro.Authorization.Contexts;

/// <summary>
/// What the server itself knows of a request, and tells policies in the place of what was sent (RIGHTS.md D3): the members <c>time</c>,
/// <c>ip</c>, <c>acr</c> and <c>device</c> of the context.
/// </summary>
/// <param name="Time">When.</param>
/// <param name="Address">From where; null: unknown.</param>
/// <param name="AuthenticationLevel">How sure it is who signed in; null: nobody did.</param>
/// <param name="Device">The session, which is of one device; null: there is none.</param>
public readonly record struct KnownFacts(DateTimeOffset Time, IPAddress? Address, string? AuthenticationLevel = null, string? Device = null)
{
    /// <summary>The facts alone.</summary>
    public PropertyBag ToContext() => AddTo(PropertyBag.Empty);

    /// <summary>The facts beside what was sent, of which none of their names is (<see cref="SentContext.Unbelieved"/>).</summary>
    public PropertyBag AddTo(PropertyBag unbelieved)
    {
        ArgumentNullException.ThrowIfNull(unbelieved);
        var all = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(all))
        {
            writer.WriteStartObject();
            writer.WriteString("time", Time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
            if (Address is { } address) writer.WriteString("ip", (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString());
            if (AuthenticationLevel is { } level) writer.WriteString("acr", level);
            if (Device is { } device) writer.WriteString("device", device);
            foreach (var member in unbelieved.Json.EnumerateObject()) member.WriteTo(writer);
            writer.WriteEndObject();
        }

        return PropertyBag.Parse(all.WrittenSpan);
    }
}
