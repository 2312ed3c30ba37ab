using System.Buffers;

namespace Velro.Data.ServiceKeys;

/// <summary>The form of the bootstrap key's text (RIGHTS.md A5, DESIGN.md section 2).</summary>
public static class BootstrapKeyText
{
    /// <summary>What the text of an ordinary service key begins with; a bootstrap key that did would be looked up as one of those.</summary>
    public const string ServiceKeyPrefix = "vk_";

    private const int MinimumLength = 24;
    private const int MaximumLength = 200;

    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    /// <summary>Whether <paramref name="text"/> may be a bootstrap key: 24-200 characters of <c>[A-Za-z0-9_-]</c>, not beginning with <c>vk_</c>.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> text) =>
        text.Length is >= MinimumLength and <= MaximumLength
        && !text.ContainsAnyExcept(Alphabet)
        && !text.StartsWith(ServiceKeyPrefix, StringComparison.Ordinal);
}
