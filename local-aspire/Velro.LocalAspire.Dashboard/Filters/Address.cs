using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Velro.LocalAspire.Dashboard.Filters;

/// <summary>Makes and reads the addresses in which pages keep what is chosen on them.</summary>
internal static class Address
{
    /// <summary>What stands after the question mark.</summary>
    public static Dictionary<string, StringValues> Query(string address)
    {
        var mark = address.IndexOf('?', StringComparison.Ordinal);
        return QueryHelpers.ParseQuery(mark < 0 ? "" : address[mark..]);
    }

    /// <summary>A path with what is chosen; what is not is left out.</summary>
    public static string Of(string path, params ReadOnlySpan<(string Name, string? Value)> choices)
    {
        var address = new StringBuilder(path);
        foreach (var (name, value) in choices)
        {
            if (string.IsNullOrEmpty(value)) continue;
            address.Append(address.Length == path.Length ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }

        return address.ToString();
    }

    /// <summary>The address of a trace, with one of its spans open.</summary>
    public static string OfTrace(string traceId, string? spanId = null) => Of($"/traces/detail/{traceId}", ("span", spanId));

    /// <summary>The address of a resource's details.</summary>
    public static string OfResource(string id) => Of("/", ("resource", id));

    public static string? Text(this Dictionary<string, StringValues> query, string name) =>
        query.TryGetValue(name, out var value) && value is [{ Length: > 0 } text, ..] ? text : null;

    /// <summary>The filters that stand in an address.</summary>
    public static IReadOnlyList<FieldFilter> Fields(this Dictionary<string, StringValues> query) =>
        query.TryGetValue("filter", out var values) ? [.. values.Select(FieldFilter.FromAddress).OfType<FieldFilter>()] : [];
}
