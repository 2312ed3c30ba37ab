using Velro.Caching.Entries;

namespace Velro.Caching.Tiers;

/// <summary>An entry, and where it was found.</summary>
internal readonly record struct Fetched(ContextEntry Entry, CacheTier Tier);
