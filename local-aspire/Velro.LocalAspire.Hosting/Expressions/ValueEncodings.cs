using System.Diagnostics.CodeAnalysis;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>How a value in an expression can be encoded: <c>{password:uri}</c>.</summary>
internal static class ValueEncodings
{
    [return: NotNullIfNotNull(nameof(value))]
    public static string? Apply(string? value, string? encoding)
    {
        if (encoding is null || value is null) return value;
        if (string.Equals(encoding, "uri", StringComparison.OrdinalIgnoreCase)) return Uri.EscapeDataString(value);
        throw new NotSupportedException($"A value cannot be encoded as '{encoding}'; 'uri' (percent-encoding) is what there is.");
    }
}
