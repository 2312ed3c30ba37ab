using System.Buffers;

namespace Velro.Authorization.Entities;

/// <summary>The alphabets and lengths of types, ids and action names (DESIGN.md section 3).</summary>
public static class EntityNames
{
    private const int MaximumNameLength = 128;
    private const int MaximumAttributeIdLength = 512;

    private static readonly SearchValues<char> CoreIdAlphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:@-");

    private static readonly SearchValues<char> NameAlphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:/-");

    /// <summary>Whether <paramref name="name"/> may name an entity type or an action.</summary>
    public static bool IsName(ReadOnlySpan<char> name) =>
        name.Length is > 0 and <= MaximumNameLength && !name.ContainsAnyExcept(NameAlphabet);

    /// <summary>Whether <paramref name="id"/> may be the id of an entity of <paramref name="type"/>.</summary>
    public static bool IsId(string type, ReadOnlySpan<char> id) => EntityTypes.IsCore(type) ? IsCoreId(id) : IsAttributeId(id);

    private static bool IsCoreId(ReadOnlySpan<char> id) =>
        id.Length is > 0 and <= MaximumNameLength && !id.ContainsAnyExcept(CoreIdAlphabet);

    private static bool IsAttributeId(ReadOnlySpan<char> id)
    {
        if (id.Length is 0 or > MaximumAttributeIdLength) return false;
        for (var i = 0; i < id.Length; i++)
        {
            var c = id[i];
            if (char.IsControl(c)) return false;
            if (!char.IsSurrogate(c)) continue;

            // An unpaired surrogate is not text: it would be stored as another character than the one that was sent.
            if (!char.IsHighSurrogate(c) || ++i == id.Length || !char.IsLowSurrogate(id[i])) return false;
        }

        return true;
    }
}
