namespace Velro.Data.ServiceKeys;

/// <summary>What became of the configured bootstrap key.</summary>
public enum BootstrapKeyOutcome
{
    /// <summary>It is the first one.</summary>
    Created,

    /// <summary>It is the one that was there.</summary>
    Unchanged,

    /// <summary>It took the place of another value, which no longer counts.</summary>
    Replaced,

    /// <summary>It was revoked through the API, now or at another time, and opens nothing; no other value does either.</summary>
    Revoked,
}
