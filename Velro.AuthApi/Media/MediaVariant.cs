using Velro.AuthApi.Requests;

namespace Velro.AuthApi.Media;

/// <summary>The names of variants: they stand in addresses, and nothing of what they could be taken for there is one.</summary>
internal static class MediaVariant
{
    private const int MaximumLength = 64;

    public static readonly TextRule Rule = new(
        "the name of a variant: 1-64 characters of [a-z0-9._-], the first a letter or digit", Is);

    private static bool Is(string text) =>
        text is { Length: > 0 and <= MaximumLength }
        && IsLetterOrDigit(text[0])
        && text.All(static c => IsLetterOrDigit(c) || c is '.' or '_' or '-');

    private static bool IsLetterOrDigit(char c) => c is (>= 'a' and <= 'z') or (>= '0' and <= '9');
}
