using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;

namespace Velro.Authorization.Decisions;

/// <summary>One question: may this subject do this to that thing?</summary>
public readonly record struct CheckRequest()
{
    /// <summary>Who asks to act.</summary>
    public required EntityRef Subject { get; init; }

    /// <summary>What it wants to do.</summary>
    public required string Action { get; init; }

    /// <summary>What it wants to do it to.</summary>
    public required EntityRef Resource { get; init; }

    /// <summary>The instant that expiries are compared with, and <c>now</c> for policies. Always the server's own clock (RIGHTS.md D3).</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Properties of the subject that were sent with the question.</summary>
    public PropertyBag SubjectProperties { get; init; } = PropertyBag.Empty;

    /// <summary>Properties of the action.</summary>
    public PropertyBag ActionProperties { get; init; } = PropertyBag.Empty;

    /// <summary>Properties of the resource that were sent with the question.</summary>
    public PropertyBag ResourceProperties { get; init; } = PropertyBag.Empty;

    /// <summary>The free context, as policies see it.</summary>
    public PropertyBag Context { get; init; } = PropertyBag.Empty;

    /// <summary>Whether sent properties may fill gaps in the stored ones of core types: only from administrators' service keys (RIGHTS.md B6).</summary>
    public bool TrustsSentProperties { get; init; }

    /// <summary>Whether the decision shall carry an explanation. Nothing is spent on one that was not asked for.</summary>
    public bool IsExplained { get; init; }
}
