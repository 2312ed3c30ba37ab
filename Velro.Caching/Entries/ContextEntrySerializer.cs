using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.Caching.Hybrid;
using Velro.Authorization.Contexts;
using Velro.Authorization.Policies;
using Velro.Caching.Clock;

namespace Velro.Caching.Entries;

/// <summary>
/// The compact form of an entry in the shared cache: version, key, stamp, content. An unknown version or a broken payload is a miss
/// (null), never an error to the caller: the content is loaded again and written over it.
/// </summary>
internal sealed class ContextEntrySerializer(CacheMetrics metrics) : IHybridCacheSerializer<ContextEntry?>
{
    public void Serialize(ContextEntry? value, IBufferWriter<byte> target)
    {
        ArgumentNullException.ThrowIfNull(value);
        var output = new PayloadWriter(target);
        output.Byte(EntryFormat.Version);
        output.Byte((byte)value.Key.Kind);
        output.Text(value.Key.Type);
        output.Text(value.Key.Id);
        output.UInt64(value.Stamp.Epoch);
        output.UInt64(value.Stamp.Value);
        output.Flag(value.Content is not null);
        if (value.Content is { } content) ContextPayload.Write(output, content);
    }

    public ContextEntry? Deserialize(ReadOnlySequence<byte> source)
    {
        try
        {
            return Read(source.IsSingleSegment ? source.FirstSpan : source.ToArray());
        }
        catch (Exception exception) when (exception is FormatException or JsonException or PolicySetException)
        {
            metrics.PayloadWasBroken();
            return null;
        }
    }

    private static ContextEntry Read(ReadOnlySpan<byte> payload)
    {
        var input = new PayloadReader(payload);
        if (input.Byte() != EntryFormat.Version) throw new FormatException("The payload has another version.");

        var key = new ContextKey((ContextKind)input.Byte(), input.Text(), input.Text());
        var stamp = new Stamp(input.UInt64(), input.UInt64());
        var content = input.Flag() ? ContextPayload.Read(ref input, key) : null;
        return input.IsAtEnd ? new ContextEntry(key, stamp, content) : throw new FormatException("The payload is too long.");
    }
}
