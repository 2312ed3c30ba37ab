namespace Aspire.Hosting.ApplicationModel;

internal static class EnvironmentNames
{
    /// <summary>A name that every shell takes for a variable: others than ASCII letters, digits and <c>_</c> become <c>_</c>.</summary>
    public static string Encode(string name)
    {
        var encoded = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        return encoded.Length > 0 && char.IsAsciiDigit(encoded[0]) ? "_" + encoded : encoded;
    }
}
