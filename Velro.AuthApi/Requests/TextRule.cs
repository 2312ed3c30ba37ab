using System.Buffers;
using System.Text;
using Velro.AuthApi.Authentication.Passwords;

namespace Velro.AuthApi.Requests;

/// <summary>What a text field may hold.</summary>
/// <param name="Description">The rule in words, as an error tells it.</param>
/// <param name="IsMet">Whether a text keeps to it.</param>
internal sealed record TextRule(string Description, Func<string, bool> IsMet)
{
    private const int LargestPrompt = 65_536;

    /// <summary>The name of a team or project.</summary>
    public static readonly TextRule Name = new(
        "1-200 characters, without control characters and not only spaces",
        static text => !string.IsNullOrWhiteSpace(text) && HasAtMost(text, 200) && !text.Any(char.IsControl));

    /// <summary>A person's name.</summary>
    public static readonly TextRule DisplayName = Name;

    /// <summary>What a generation was made from.</summary>
    public static readonly TextRule Prompt = new(
        "at most 65536 bytes of UTF-8, without NUL",
        static text => Encoding.UTF8.GetByteCount(text) <= LargestPrompt && !text.Contains('\0'));

    private static readonly SearchValues<char> OfSeveralAddresses = SearchValues.Create(",;:<>()[]\"\\");

    /// <summary>An address of e-mail, as far as its form can tell.</summary>
    public static readonly TextRule Email = new("an e-mail address of at most 254 characters, such as ann@example.com", IsEmail);

    /// <summary>A password that somebody chooses (NIST SP 800-63B, section 5.1.1.2: long, and of whatever letters the person likes).</summary>
    public static readonly TextRule Password = new(
        $"{PasswordOptions.MinimumLength}-{PasswordOptions.MaximumLength} characters, without control characters",
        static text => HasAtLeast(text, PasswordOptions.MinimumLength) && HasAtMost(text, PasswordOptions.MaximumLength) && !text.Any(char.IsControl));

    /// <summary>A password that somebody enters, whatever the rules were when it was chosen.</summary>
    public static readonly TextRule EnteredPassword = new(
        $"1-{PasswordOptions.MaximumLength} characters", static text => text.Length > 0 && HasAtMost(text, PasswordOptions.MaximumLength));

    /// <summary>Why something out of the ordinary was done.</summary>
    public static readonly TextRule Reason = new(
        "10-1000 characters", static text => HasAtLeast(text.Trim(), 10) && HasAtMost(text, 1000) && !text.Contains('\0'));

    /// <summary>Counts characters as the database does: one outside the basic plane is one, not two.</summary>
    private static bool HasAtLeast(string text, int characters) => text.EnumerateRunes().Take(characters).Count() == characters;

    private static bool HasAtMost(string text, int characters) => text.EnumerateRunes().Take(characters + 1).Count() <= characters;

    /// <summary>
    /// One address, and nothing that a program which sends mails could take for several, or for a name beside one (RFC 5322, section 3.4):
    /// who shows that one of them is theirs would have shown it of all.
    /// </summary>
    private static bool IsEmail(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return text.Length <= 254 && at is > 0 and <= 64 && at < text.Length - 1 && at == text.LastIndexOf('@')
            && !text.Any(static c => char.IsControl(c) || char.IsWhiteSpace(c)) && !text.AsSpan().ContainsAny(OfSeveralAddresses);
    }
}
