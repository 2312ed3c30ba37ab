namespace Velro.LocalAspire.Dashboard.Filters;

/// <summary>Looks attributes up.</summary>
internal static class AttributeValues
{
    public static string? ValueOf(this KeyValuePair<string, string>[] attributes, string name)
    {
        foreach (var (key, value) in attributes)
        {
            if (string.Equals(key, name, StringComparison.OrdinalIgnoreCase)) return value;
        }

        return null;
    }
}
