namespace Velro.Authorization.Policies.Cel.Values;

/// <summary>An immutable map in the order in which it was written. Few entries are searched one by one, many through an index.</summary>
internal sealed class CelMap
{
    private const int LargestUnindexed = 8;

    public static readonly CelMap Empty = new([]);

    private readonly KeyValuePair<CelValue, CelValue>[] _entries;
    private readonly Dictionary<string, int>? _index;

    private CelMap(KeyValuePair<CelValue, CelValue>[] entries, Dictionary<string, int>? index = null)
    {
        _entries = entries;
        _index = index;
    }

    public int Count => _entries.Length;

    public ReadOnlySpan<KeyValuePair<CelValue, CelValue>> Entries => _entries;

    /// <summary>Makes a map. False: <paramref name="duplicate"/> stands twice (numbers are equal across kinds).</summary>
    public static bool TryCreate(KeyValuePair<CelValue, CelValue>[] entries, out CelMap map, out CelValue duplicate)
    {
        map = Empty;
        duplicate = default;
        var index = entries.Length > LargestUnindexed ? new Dictionary<string, int>(entries.Length, StringComparer.Ordinal) : null;
        for (var i = 0; i < entries.Length; i++)
        {
            ref readonly var key = ref entries[i];
            var isNew = index is not null && key.Key.Kind == CelKind.String
                ? index.TryAdd(key.Key.AsString, i)
                : IndexOf(entries.AsSpan(0, i), key.Key) < 0;
            if (isNew) continue;

            duplicate = key.Key;
            return false;
        }

        map = new CelMap(entries, index);
        return true;
    }

    /// <summary>The entries of both; where both have a key, those of <paramref name="first"/>. For maps whose keys are strings.</summary>
    public static CelMap Merge(CelMap first, CelMap second)
    {
        if (second.Count == 0) return first;
        if (first.Count == 0) return second;

        var entries = new List<KeyValuePair<CelValue, CelValue>>(first._entries);
        foreach (var entry in second._entries)
        {
            if (!first.TryFind(entry.Key.AsString, out _)) entries.Add(entry);
        }

        return TryCreate([.. entries], out var map, out _) ? map : throw new InvalidOperationException("A map of string keys held one twice.");
    }

    public bool TryFind(string key, out CelValue value)
    {
        if (_index is not null)
        {
            var isFound = _index.TryGetValue(key, out var at);
            value = isFound ? _entries[at].Value : default;
            return isFound;
        }

        foreach (ref readonly var entry in _entries.AsSpan())
        {
            if (entry.Key.Kind != CelKind.String || !string.Equals(entry.Key.AsString, key, StringComparison.Ordinal)) continue;
            value = entry.Value;
            return true;
        }

        value = default;
        return false;
    }

    public bool TryFind(in CelValue key, out CelValue value)
    {
        if (key.Kind == CelKind.String) return TryFind(key.AsString, out value);

        var at = IndexOf(_entries, key);
        value = at < 0 ? default : _entries[at].Value;
        return at >= 0;
    }

    public static bool AreEqual(CelMap a, CelMap b)
    {
        if (a.Count != b.Count) return false;
        foreach (ref readonly var entry in a._entries.AsSpan())
        {
            if (!b.TryFind(entry.Key, out var other) || !CelValue.AreEqual(entry.Value, other)) return false;
        }

        return true;
    }

    private static int IndexOf(ReadOnlySpan<KeyValuePair<CelValue, CelValue>> entries, in CelValue key)
    {
        for (var i = 0; i < entries.Length; i++)
        {
            if (CelValue.AreEqual(entries[i].Key, key)) return i;
        }

        return -1;
    }
}
