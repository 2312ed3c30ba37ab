namespace Velro.Caching.Tiers;

/// <summary>
/// Payloads of the shared cache that Velro did not write, until they are told to the audit trail. The request that met one goes on at once;
/// however many there are, what is kept of them is a number and one name.
/// </summary>
internal sealed class ForgedPayloads
{
    private readonly Lock _lock = new();
    private long _count;
    private string? _key;

    /// <summary>One was met under this key.</summary>
    public void Note(string key)
    {
        lock (_lock) (_count, _key) = (_count + 1, key);
    }

    /// <summary>How many were met since the last call, and the key of the last one; null: none was.</summary>
    public (long Count, string Key)? Take()
    {
        lock (_lock)
        {
            if (_key is not { } key) return null;
            var taken = (_count, key);
            (_count, _key) = (0, null);
            return taken;
        }
    }

    /// <summary>Gives back what could not be told.</summary>
    public void Return((long Count, string Key) taken)
    {
        lock (_lock) (_count, _key) = (_count + taken.Count, _key ?? taken.Key);
    }
}
