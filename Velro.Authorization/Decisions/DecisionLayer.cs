namespace Velro.Authorization.Decisions;

/// <summary>The layer that decided (DESIGN.md section 3). Layer 1 never decides: it answers 4xx (RIGHTS.md C5).</summary>
public enum DecisionLayer : byte
{
    /// <summary>The well-formedness of the request and the caller's own rights.</summary>
    RequestIntegrity = 1,

    /// <summary>The subject's account.</summary>
    Identity = 2,

    /// <summary>Blocks, denials, locks, suspensions.</summary>
    Denial = 3,

    /// <summary>Roles by any path, and attribute policies where these decide.</summary>
    Relationship = 4,

    /// <summary>Policies that restrict.</summary>
    SecurityContext = 5,
}
