using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Velro.Authorization.Contexts;

namespace Velro.Data.Contexts;

/// <summary>
/// The hash of a context's identity: SHA-256 over the kind (one byte), the type and the id, each of these as UTF-8 behind its length in
/// bytes (32 bits, big-endian). The SQL function <c>context_slot_hash</c> is its twin; both are part of the cache format.
/// </summary>
public static class ContextIdentity
{
    private const int LargestOnStack = 1024;

    /// <summary>The first 64 bits of the hash: what changes carry, and what an entity's slot is taken from.</summary>
    /// <exception cref="ArgumentException">The type or the id holds an unpaired surrogate, which is not text.</exception>
    public static ulong SlotHashOf(ContextKey key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Hash(key, hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }

    /// <summary>The first 128 bits of the hash: what names an identity in cache keys.</summary>
    /// <exception cref="ArgumentException">The type or the id holds an unpaired surrogate, which is not text.</exception>
    public static UInt128 HashOf(ContextKey key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Hash(key, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    private static void Hash(ContextKey key, Span<byte> hash)
    {
        var length = 1 + sizeof(uint) + Utf8.GetByteCount(key.Type) + sizeof(uint) + Utf8.GetByteCount(key.Id);
        var identity = length <= LargestOnStack ? stackalloc byte[length] : new byte[length];
        identity[0] = (byte)key.Kind;
        var end = 1 + WriteText(identity[1..], key.Type);
        WriteText(identity[end..], key.Id);
        SHA256.HashData(identity, hash);
    }

    private static int WriteText(Span<byte> output, string text)
    {
        var length = Utf8.GetBytes(text, output[sizeof(uint)..]);
        BinaryPrimitives.WriteUInt32BigEndian(output, (uint)length);
        return sizeof(uint) + length;
    }

    /// <summary>Refuses what is not text: a replacement character would give two identities one hash, and Postgres another one.</summary>
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
