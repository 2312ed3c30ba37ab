using System.Security.Cryptography;

namespace Velro.Authorization.Callers;

/// <summary>A service key as a request presented it: which one it claims to be, and the keyed hash of its text. Never the text.</summary>
public readonly record struct PresentedKey(string KeyId, ReadOnlyMemory<byte> Hash)
{
    /// <summary>The hash under the master key before or after, while that one counts too (RIGHTS.md A6); else empty.</summary>
    public ReadOnlyMemory<byte> OtherHash { get; init; }

    /// <summary>Whether the text is the one of a stored hash. Takes the same time whatever they have in common.</summary>
    public bool Matches(ReadOnlySpan<byte> stored) =>
        CryptographicOperations.FixedTimeEquals(stored, Hash.Span) ||
        !OtherHash.IsEmpty && CryptographicOperations.FixedTimeEquals(stored, OtherHash.Span);
}
