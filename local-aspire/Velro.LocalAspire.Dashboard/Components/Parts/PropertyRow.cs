namespace Velro.LocalAspire.Dashboard.Components.Parts;

/// <summary>A name with its value.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">The value.</param>
/// <param name="IsSecret">Whether the value is hidden until somebody wants to see it.</param>
/// <param name="Address">Where the value leads.</param>
public sealed record PropertyRow(string Name, string Value, bool IsSecret = false, string? Address = null)
{
    internal static IReadOnlyList<PropertyRow> Of(KeyValuePair<string, string>[] attributes) =>
    [
        .. attributes.OrderBy(attribute => attribute.Key, StringComparer.Ordinal)
            .Select(attribute => new PropertyRow(attribute.Key, attribute.Value)),
    ];
}
