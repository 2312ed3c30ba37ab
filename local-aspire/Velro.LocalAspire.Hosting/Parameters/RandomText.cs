using System.Security.Cryptography;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>
/// Random texts of given kinds of characters. Letters that are easily taken for others (i, l, o) are left out, and so is
/// punctuation with a meaning in command lines, URLs or connection strings.
/// </summary>
internal static class RandomText
{
    private const string Lower = "abcdefghjkmnpqrstuvwxyz";
    private const string Upper = "ABCDEFGHJKMNPQRSTUVWXYZ";
    private const string Numeric = "0123456789";
    private const string Special = "-_.{}~()*+!";

    public static string Generate(
        int minLength,
        (bool Allowed, int Min) lower,
        (bool Allowed, int Min) upper,
        (bool Allowed, int Min) numeric,
        (bool Allowed, int Min) special)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(minLength);
        (string Choices, string Name, (bool Allowed, int Min) Rule)[] kinds =
        [
            (Lower, nameof(lower), lower),
            (Upper, nameof(upper), upper),
            (Numeric, nameof(numeric), numeric),
            (Special, nameof(special), special),
        ];
        foreach (var (_, name, rule) in kinds)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(rule.Min, name);
            if (!rule.Allowed && rule.Min > 0)
                throw new ArgumentException($"At least {rule.Min} {name} characters are wanted, but none is allowed.");
        }

        var all = string.Concat(kinds.Where(kind => kind.Rule.Allowed).Select(kind => kind.Choices));
        if (all.Length == 0) throw new ArgumentException("At least one kind of characters must be allowed.");

        var required = kinds.SelectMany(kind => RandomNumberGenerator.GetItems<char>(kind.Choices, kind.Rule.Min)).ToArray();
        char[] text = [.. required, .. RandomNumberGenerator.GetItems<char>(all, Math.Max(0, minLength - required.Length))];
        RandomNumberGenerator.Shuffle<char>(text);
        return new(text);
    }
}
