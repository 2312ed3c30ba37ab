using Velro.Authorization.Policies.Cel.Values;

namespace Velro.Authorization.Policies.Cel;

/// <summary>What it costs to read or make values whose size is not fixed.</summary>
internal static class CelCost
{
    private const int ElementsPerUnit = 16;

    public static long OfLength(long length) => length / ElementsPerUnit;

    /// <summary>The cost of looking a key up: texts have an index, other keys are compared one by one.</summary>
    public static long OfLookup(CelMap map, in CelValue key) => key.Kind == CelKind.String ? OfLength(key.AsString.Length) : map.Count / 4;

    /// <summary>The cost of reading a value from end to end. What is inside of lists and maps counts by number, down to a few levels.</summary>
    public static long OfReading(in CelValue value) => value.Kind == CelKind.String ? OfLength(value.AsString.Length) : OfOther(value);

    private static long OfOther(in CelValue value) => value.Kind switch
    {
        CelKind.Bytes => OfLength(value.AsBytes.Length),
        CelKind.List => OfItems(value.AsList),
        CelKind.Map => OfEntries(value.AsMap),
        _ => 0,
    };

    private static long OfItems(CelValue[] items)
    {
        var cost = (long)items.Length;
        foreach (ref readonly var item in items.AsSpan()) cost += OfReading(item);
        return cost;
    }

    private static long OfEntries(CelMap map)
    {
        var cost = (long)map.Count;
        foreach (ref readonly var entry in map.Entries) cost += OfReading(entry.Key) + OfReading(entry.Value);
        return cost;
    }
}
