using System.Buffers.Binary;
using Velro.Authorization.Callers;

namespace Velro.AuthApi.Authentication.Tokens;

/// <summary>
/// The tokens that were verified lately, by their digests and never by their texts. Of fixed size: a token that comes to the place of another
/// one takes it, and that one is verified again. A token counts only under the keys that it was verified with: when one is withdrawn, all are
/// verified again.
/// </summary>
internal sealed class VerifiedTokens
{
    private const int Places = 1 << 14;

    private readonly Place?[] _places = new Place?[Places];

    public AccessToken? Find(ReadOnlySpan<byte> digest, SigningKeys keys) =>
        Volatile.Read(ref _places[IndexOf(digest)]) is { } place && place.Keys == (object)keys && digest.SequenceEqual(place.Digest)
            ? place.Token
            : null;

    public void Keep(ReadOnlySpan<byte> digest, SigningKeys keys, AccessToken token) =>
        Volatile.Write(ref _places[IndexOf(digest)], new Place(digest.ToArray(), keys, token));

    private static int IndexOf(ReadOnlySpan<byte> digest) => (int)(BinaryPrimitives.ReadUInt32LittleEndian(digest) % Places);

    private sealed record Place(byte[] Digest, object Keys, AccessToken Token);
}
