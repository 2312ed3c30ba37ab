namespace Velro.Caching.Tiers;

/// <summary>Where a context was found.</summary>
public enum CacheTier : byte
{
    /// <summary>In the memo before the local cache (L0).</summary>
    Memo = 0,

    /// <summary>In this process' cache (L1).</summary>
    Local = 1,

    /// <summary>In the shared cache (L2).</summary>
    Shared = 2,

    /// <summary>In the database (L3).</summary>
    Database = 3,
}
