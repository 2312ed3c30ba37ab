using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Velro.Authorization.Contexts;

namespace Velro.Caching.Entries;

/// <summary>
/// What an entry takes of this process' memory, in bytes, near enough to bound it: a little more than the truth for contexts with ids of
/// the server's length (36 characters).
/// </summary>
internal static class EntryWeight
{
    /// <summary>An entry with a context without elements, its place in a cache and the text of its key.</summary>
    private const int Overhead = 900;

    /// <summary>Texts have two bytes for each character in memory and one in a payload, and objects and references between them.</summary>
    private const int BytesPerPayloadByte = 3;

    /// <summary>A grant or membership: the structure with its expiry.</summary>
    private const int Element = 40;

    /// <summary>A network with its address.</summary>
    private const int Network = 96;

    /// <summary>JSON is kept as text, as its parts, and as conditions see it.</summary>
    private const int BytesPerJsonByte = 12;

    /// <summary>What an entry with a payload of <paramref name="length"/> bytes takes.</summary>
    public static long OfPayload(long length) => Overhead + BytesPerPayloadByte * length;

    /// <summary>What an entry with this content takes.</summary>
    public static long Of(Context? content) => Overhead + content switch
    {
        UserContext user => user.Memberships.Sum(static one => Element + Text(one.TeamId))
            + user.EmergencyAccesses.Sum(static one => Element + Text(one.TargetId)),
        ProjectContext project => Grants(project.Grants) + Texts(project.BlockedUserIds),
        GenerationContext generation => Grants(generation.Grants) + Texts(generation.BlockedUserIds),
        EntityContext entity => BytesPerJsonByte * (long)JsonMarshal.GetRawUtf8Value(entity.Properties.Json).Length,
        ServiceKeyContext key => key.Hash.Length + Texts(key.Scopes) + Network * (long)key.Networks.Length,
        PolicySetContext set => set.Policies.Sources.Sum(static one => BytesPerJsonByte * (long)one.Document.Length),
        _ => 0,
    };

    private static long Grants(ImmutableArray<Grant> grants)
    {
        var sum = 0L;
        foreach (ref readonly var grant in grants.AsSpan()) sum += Element + Text(grant.GranteeId);
        return sum;
    }

    private static long Texts(ImmutableArray<string> texts)
    {
        var sum = 0L;
        foreach (var text in texts) sum += IntPtr.Size + Text(text);
        return sum;
    }

    /// <summary>A text with its header, of whole words.</summary>
    private static long Text(string text) => (22 + 2 * text.Length + 7) & ~7;
}
