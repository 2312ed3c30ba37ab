using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;
using Velro.Authorization.Explanations;
using Velro.Authorization.Policies;
using Velro.Authorization.Roles;

namespace Velro.Authorization.Decisions;

/// <summary>One run of the layers over one question. The rules of each kind stand in a file of their own.</summary>
internal ref partial struct Evaluation<TSource, TTrace>
    where TSource : IContextSource
    where TTrace : struct, ITrace
{
    private readonly ref readonly CheckRequest _request;
    private readonly ref TSource _source;

    /// <summary>The subject's account; null for a subject that is not a user.</summary>
    private UserContext? _user;

    private PolicySet _policies = PolicySet.Empty;
    private PropertyBag _storedOfSubject = PropertyBag.Empty;
    private PropertyBag _storedOfResource = PropertyBag.Empty;
    private TTrace _trace;
    private bool _hierarchyTooDeep;

    private ProjectContext? _projectWithRole;
    private Role _roleOnProject;
    private ProjectContext? _projectWithDenial;
    private Denial _denialOnProject;

    public Evaluation(ref readonly CheckRequest request, ref TSource source)
    {
        _request = ref request;
        _source = ref source;
    }

    /// <summary>Whether every context that was looked for was in hand.</summary>
    public bool IsComplete { get; private set; } = true;

    public Decision Decide()
    {
        var decision = DecideByLayers();
        return TTrace.IsOn ? decision with { Explanation = _trace.Explain(decision) } : decision;
    }

    private Decision DecideByLayers()
    {
        _policies = Find<PolicySetContext>(ContextKey.PolicySet)?.Policies ?? PolicySet.Empty;
        _user = _request.Subject.Type == EntityTypes.User ? Find<UserContext>(ContextKey.User(_request.Subject.Id)) : null;

        // All that can be needed is looked for before the account is judged, so that one round fetches it.
        FindProperties();
        var standing = EntityTypes.IsCore(_request.Resource.Type) ? StandingOn(_request.Resource) : default(Standing?);

        if (_request.Subject.Type == EntityTypes.User)
        {
            if (AccountDenial() is { } denial) return denial;
            Note(ExplanationPath.Account, ContextKey.User(_request.Subject.Id), ExplanationResult.Passes);
        }

        return standing is { } known ? DecideByRelationship(known) : DecideByPolicies();
    }

    /// <summary>Layer 2: an unknown, deleted or suspended user may nothing, on any type (RIGHTS.md B5, C1).</summary>
    private Decision? AccountDenial() => _user switch
    {
        null => AccountDenial(DecisionReason.SubjectUnknown, ExplanationResult.Absent),
        { State: AccountState.Suspended } => AccountDenial(DecisionReason.SubjectSuspended, ExplanationResult.Suspended),
        { State: AccountState.Deleted } => AccountDenial(DecisionReason.SubjectDeleted, ExplanationResult.Deleted),
        _ => null,
    };

    private Decision AccountDenial(DecisionReason reason, ExplanationResult result)
    {
        Note(ExplanationPath.Account, ContextKey.User(_request.Subject.Id), result);
        return Decision.Deny(reason, DecisionLayer.Identity);
    }

    /// <summary>Layers 3 to 5 for a core type: denial over roles, roles over policies, and policies may only restrict.</summary>
    private Decision DecideByRelationship(in Standing standing)
    {
        if (standing.Denial == Denial.TooDeep) return Decision.Deny(DecisionReason.HierarchyTooDeep, DecisionLayer.Denial);
        if (standing.Denial == Denial.Named) return Decision.Deny(DecisionReason.Blocked, DecisionLayer.Denial);
        if (standing.IsLocked && CoreActions.IsStoppedByLock(_request.Action))
        {
            Note(ExplanationPath.Lock, ContextKey.Generation(_request.Resource.Id), ExplanationResult.Denies);
            return Decision.Deny(DecisionReason.Locked, DecisionLayer.Denial, MayRead(standing));
        }

        if (standing.Role == Role.None) return Decision.Deny(WhyNoRole(), DecisionLayer.Relationship);
        if (!CoreActions.TryGetRequiredRole(_request.Action, out var required)) return DecideCustomAction(standing);
        if (standing.Role < required) return Decision.Deny(DecisionReason.InsufficientRole, DecisionLayer.Relationship, MayRead(standing));
        var restriction = Restriction(_request.Action, standing.Role);
        return restriction.IsDenied
            ? Decision.Deny(DecisionReason.PolicyDenied, DecisionLayer.SecurityContext, MayRead(standing)).Because(restriction)
            : Decision.Permit(DecisionReason.Role);
    }

    private readonly DecisionReason WhyNoRole()
    {
        if (_hierarchyTooDeep) return DecisionReason.HierarchyTooDeep;
        return _request.Subject.Type is EntityTypes.User or EntityTypes.Anonymous ? DecisionReason.NoAccess : DecisionReason.SubjectTypeWithoutRoles;
    }

    /// <summary>Whether the subject may <c>read</c>, which decides how much a denial tells.</summary>
    private readonly bool MayRead(in Standing standing)
    {
        if (standing.Role < Role.Viewer) return false;
        return !JudgeUnseen(CoreActions.Read, standing.Role, mayAllow: false).IsDenied;
    }

    private TContext? Find<TContext>(ContextKey key) where TContext : Context
    {
        if (_source.TryFind<TContext>(key, out var context)) return context;
        IsComplete = false;
        return null;
    }
}
