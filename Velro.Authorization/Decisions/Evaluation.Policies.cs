using Velro.Authorization.Roles;

namespace Velro.Authorization.Decisions;

/// <summary>What policies decide: everything on attribute-only types, custom actions on core types, and restrictions (layer 5).</summary>
internal ref partial struct Evaluation<TSource>
{
    private static Decision DecideByPolicies() => Decision.Deny(DecisionReason.NoPolicy, DecisionLayer.Relationship);

    private readonly Decision DecideCustomAction(in Standing standing) =>
        Decision.Deny(DecisionReason.NoPolicy, DecisionLayer.Relationship, MayRead(standing));

    private readonly bool IsRestricted(string action, Role role) => _policies.Sources.Any(source => source.Name == action) && role == Role.None;
}
