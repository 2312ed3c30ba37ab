using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Velro.Data.Secrets;

namespace Velro.AuthApi.RateLimits;

/// <summary>
/// The identity of what is limited together, the same on every node: a hash under a seed that comes from the master key, so that nobody can
/// choose names that fall together, and Redis knows neither accounts nor addresses.
/// </summary>
internal sealed class RateIds(MasterKey masterKey)
{
    private readonly long _seed = BinaryPrimitives.ReadInt64LittleEndian(masterKey.DeriveKey("rate-limits"));

    /// <summary>The identity of a name, within another one, at an address. Allocates nothing.</summary>
    public UInt128 Of(RateClass kind, ReadOnlySpan<char> name, ReadOnlySpan<char> within = default, ulong address = 0)
    {
        Span<byte> parts = stackalloc byte[1 + 16 + 16 + 8];
        parts[0] = (byte)kind;
        Write(name, parts[1..]);
        Write(within, parts[17..]);
        BinaryPrimitives.WriteUInt64LittleEndian(parts[33..], address);
        return XxHash128.HashToUInt128(parts, _seed);
    }

    private void Write(ReadOnlySpan<char> text, Span<byte> part) =>
        BinaryPrimitives.WriteUInt128LittleEndian(part, XxHash128.HashToUInt128(MemoryMarshal.AsBytes(text), _seed));
}
