using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;
using Velro.Authorization.Explanations;
using Velro.Authorization.Policies;
using Velro.Authorization.Policies.Cel.Values;
using Velro.Authorization.Roles;

namespace Velro.Authorization.Decisions;

/// <summary>What policies decide: everything on attribute-only types, custom actions on core types, and restrictions (layer 5).</summary>
internal ref partial struct Evaluation<TSource, TTrace>
{
    /// <summary>
    /// Looks for the stored properties that a policy may look at. Those that decide about <c>read</c> count too, since a denial is told
    /// by it (RIGHTS.md D1). Where no policy looks at properties, none are loaded.
    /// </summary>
    private void FindProperties()
    {
        if (_policies.IsEmpty) return;

        var (type, subjectType) = (_request.Resource.Type, _request.Subject.Type);
        var needs = _policies.Find(type, _request.Action).NeedsFor(subjectType) | _policies.Find(type, CoreActions.Read).NeedsFor(subjectType);
        if ((needs & PolicyNeeds.SubjectProperties) != 0) _storedOfSubject = StoredPropertiesOf(_request.Subject);
        if ((needs & PolicyNeeds.ResourceProperties) != 0) _storedOfResource = StoredPropertiesOf(_request.Resource);
    }

    private PropertyBag StoredPropertiesOf(EntityRef entity) => Find<EntityContext>(ContextKey.Entity(entity))?.Properties ?? PropertyBag.Empty;

    /// <summary>Attribute-only types: nothing is allowed but by a policy, and a deny wins.</summary>
    private Decision DecideByPolicies()
    {
        var verdict = Judge(_request.Action, Role.None, mayAllow: true);
        if (verdict.IsAllowed) return Decision.Permit(DecisionReason.PolicyAllowed).Because(verdict);

        var mayRead = JudgeUnseen(CoreActions.Read, Role.None, mayAllow: true).IsAllowed;
        return DenyBecause(verdict, DecisionReason.NoPolicy, mayRead);
    }

    /// <summary>Custom actions on core types: a policy gives them, to who has at least the policy's minimum role (RIGHTS.md B5).</summary>
    private Decision DecideCustomAction(in Standing standing)
    {
        var verdict = Judge(_request.Action, standing.Role, mayAllow: true);
        return verdict.IsAllowed
            ? Decision.Permit(DecisionReason.PolicyAllowed).Because(verdict)
            : DenyBecause(verdict, verdict.LacksRole ? DecisionReason.InsufficientRole : DecisionReason.NoPolicy, MayRead(standing));
    }

    /// <summary>Layer 5: policies on core actions of core types, which can only deny.</summary>
    private PolicyVerdict Restriction(string action, Role role) => Judge(action, role, mayAllow: false);

    private static Decision DenyBecause(in PolicyVerdict verdict, DecisionReason otherwise, bool mayRead) => verdict.IsDenied
        ? Decision.Deny(DecisionReason.PolicyDenied, DecisionLayer.SecurityContext, mayRead).Because(verdict)
        : Decision.Deny(otherwise, DecisionLayer.Relationship, mayRead).Because(verdict);

    private PolicyVerdict Judge(string action, Role role, bool mayAllow) => Judge(action, role, mayAllow, ref _trace);

    /// <summary>Asks the policies of another action than the one that is decided, which is no part of the explanation.</summary>
    private readonly PolicyVerdict JudgeUnseen(string action, Role role, bool mayAllow)
    {
        var unseen = default(NoTrace);
        return Judge(action, role, mayAllow, ref unseen);
    }

    private readonly PolicyVerdict Judge<TJudgeTrace>(string action, Role role, bool mayAllow, ref TJudgeTrace trace)
        where TJudgeTrace : struct, ITrace
    {
        if (_policies.IsEmpty) return default;

        var policies = _policies.Find(_request.Resource.Type, action);
        if (policies.IsEmpty) return default;

        var input = new PolicyInput(
            _request,
            action,
            role,
            Properties(_request.Subject, _storedOfSubject, _request.SubjectProperties),
            Properties(_request.Resource, _storedOfResource, _request.ResourceProperties));
        return PolicyVerdict.Of(policies, in input, mayAllow, needsRole: EntityTypes.IsCore(_request.Resource.Type), ref trace);
    }

    /// <summary>
    /// Which properties count (RIGHTS.md B6): for attribute-only types what was sent wins over what is stored; for core types what is
    /// stored wins, and what was sent fills gaps only when it is trusted.
    /// </summary>
    private readonly PolicyProperties Properties(EntityRef entity, PropertyBag stored, PropertyBag sent)
    {
        if (!EntityTypes.IsCore(entity.Type)) return new PolicyProperties(sent.Values, stored.Values);
        return new PolicyProperties(stored.Values, _request.TrustsSentProperties ? sent.Values : CelMap.Empty);
    }
}
