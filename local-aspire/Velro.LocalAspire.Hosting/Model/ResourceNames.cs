namespace Aspire.Hosting.ApplicationModel;

/// <summary>What names resources and endpoints may have: they become parts of host names and of variable names.</summary>
internal static class ResourceNames
{
    public const int MaxLength = 64;

    public static StringComparer Comparer => StringComparer.OrdinalIgnoreCase;

    public static void Validate(string kind, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (Fault(name) is { } fault) throw new ArgumentException($"{kind} name '{name}' is invalid. {fault}", nameof(name));
    }

    private static string? Fault(string name)
    {
        if (name.Length is 0 or > MaxLength) return $"It must be between 1 and {MaxLength} characters long.";
        if (!char.IsAsciiLetter(name[0])) return "It must start with an ASCII letter.";
        if (name.FirstOrDefault(c => !char.IsAsciiLetterOrDigit(c) && c != '-') is var other and not '\0')
            return $"It must contain only ASCII letters, digits and hyphens; '{other}' is none of them.";
        if (name.Contains("--", StringComparison.Ordinal)) return "It cannot contain consecutive hyphens.";
        return name[^1] == '-' ? "It cannot end with a hyphen." : null;
    }
}
