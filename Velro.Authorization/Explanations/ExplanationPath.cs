namespace Velro.Authorization.Explanations;

/// <summary>What was looked at on the way to a decision (DESIGN.md section 3).</summary>
public enum ExplanationPath : byte
{
    /// <summary>The subject's account (layer 2).</summary>
    Account,

    /// <summary>A block of the user (layer 3).</summary>
    Block,

    /// <summary>An explicit denial: a grant of <c>none</c> (layer 3).</summary>
    Denial,

    /// <summary>The lock of a generation (layer 3).</summary>
    Lock,

    /// <summary>Emergency access, which lifts blocks and explicit denials (layer 4).</summary>
    EmergencyAccess,

    /// <summary>Ownership of the thing (layer 4).</summary>
    Ownership,

    /// <summary>A grant to the user or to a team (layer 4).</summary>
    Grant,

    /// <summary>A team, or one above it (layer 4).</summary>
    Team,

    /// <summary>The project that a generation is in (layer 4).</summary>
    Project,

    /// <summary>The parent of a generation (layer 4).</summary>
    Lineage,

    /// <summary>The visibility of the thing (layer 4).</summary>
    Visibility,

    /// <summary>A user's right to itself (layer 4).</summary>
    Self,

    /// <summary>The thing itself, where it does not exist (layer 4).</summary>
    Resource,

    /// <summary>A policy: layer 5 where it denies, else layer 4.</summary>
    Policy,
}
