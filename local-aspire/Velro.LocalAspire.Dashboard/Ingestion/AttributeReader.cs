using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Velro.LocalAspire.Dashboard.Protocol.Common;
using Velro.LocalAspire.Dashboard.Telemetry;

namespace Velro.LocalAspire.Dashboard.Ingestion;

/// <summary>Takes values off the wire, as text and within the limits.</summary>
internal sealed class AttributeReader(TelemetryStore store)
{
    // Nanoseconds of the wire have 1/100 of .NET's resolution; times before 1970 and after 9999 are nobody's.
    private const long MaxTicks = 3_155_378_975_999_999_999 - 621_355_968_000_000_000;

    /// <summary>The attributes, as many as are kept of one thing.</summary>
    public KeyValuePair<string, string>[] Read(RepeatedField<KeyValue> attributes)
    {
        if (attributes.Count == 0) return [];
        var read = new KeyValuePair<string, string>[Math.Min(attributes.Count, store.Limits.MaxAttributeCount)];
        for (var i = 0; i < read.Length; i++) read[i] = new(Text(attributes[i].Key), Text(attributes[i].Value));
        return read;
    }

    /// <summary>A text, cut to the limit.</summary>
    public string Text(string text) =>
        store.Texts.One(text.Length <= store.Limits.MaxAttributeLength ? text : text[..store.Limits.MaxAttributeLength]);

    /// <summary>A value as text: lists and maps as JSON.</summary>
    public string Text(AnyValue? value) => value?.ValueCase switch
    {
        null or AnyValue.ValueOneofCase.None => "",
        AnyValue.ValueOneofCase.StringValue => Text(value.StringValue),
        AnyValue.ValueOneofCase.BoolValue => value.BoolValue ? "true" : "false",
        AnyValue.ValueOneofCase.IntValue => store.Texts.One(value.IntValue.ToString(CultureInfo.InvariantCulture)),
        AnyValue.ValueOneofCase.DoubleValue => value.DoubleValue.ToString(CultureInfo.InvariantCulture),
        AnyValue.ValueOneofCase.BytesValue => Text(value.BytesValue.ToBase64()),
        _ => Text(Json(value)),
    };

    /// <summary>An id in hexadecimal digits; empty when it is absent or all zeroes, which the protocol calls invalid.</summary>
    public static string Id(ByteString id)
    {
        if (id.Length is 0 or > 32 || id.Span.IndexOfAnyExcept((byte)0) < 0) return "";
        return Convert.ToHexStringLower(id.Span);
    }

    /// <summary>A time of the wire, UTC.</summary>
    public static DateTime Time(ulong nanoseconds) =>
        DateTime.UnixEpoch.AddTicks((long)Math.Min(nanoseconds / TimeSpan.NanosecondsPerTick, MaxTicks));

    private static string Json(AnyValue value)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer)) Write(json, value, depth: 0);
        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void Write(Utf8JsonWriter json, AnyValue? value, int depth)
    {
        // Deeper nesting than any sender has would be an attack on the stack.
        if (depth > 32)
        {
            json.WriteNullValue();
            return;
        }

        switch (value?.ValueCase)
        {
            case AnyValue.ValueOneofCase.StringValue:
                json.WriteStringValue(value.StringValue);
                return;
            case AnyValue.ValueOneofCase.BoolValue:
                json.WriteBooleanValue(value.BoolValue);
                return;
            case AnyValue.ValueOneofCase.IntValue:
                json.WriteNumberValue(value.IntValue);
                return;
            case AnyValue.ValueOneofCase.DoubleValue when double.IsFinite(value.DoubleValue):
                json.WriteNumberValue(value.DoubleValue);
                return;
            case AnyValue.ValueOneofCase.DoubleValue:
                json.WriteStringValue(value.DoubleValue.ToString(CultureInfo.InvariantCulture));
                return;
            case AnyValue.ValueOneofCase.BytesValue:
                json.WriteBase64StringValue(value.BytesValue.Span);
                return;
            case AnyValue.ValueOneofCase.ArrayValue:
                json.WriteStartArray();
                foreach (var item in value.ArrayValue.Values) Write(json, item, depth + 1);
                json.WriteEndArray();
                return;
            case AnyValue.ValueOneofCase.KvlistValue:
                json.WriteStartObject();
                foreach (var entry in value.KvlistValue.Values)
                {
                    json.WritePropertyName(entry.Key);
                    Write(json, entry.Value, depth + 1);
                }

                json.WriteEndObject();
                return;
            default:
                json.WriteNullValue();
                return;
        }
    }
}
