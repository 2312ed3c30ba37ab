using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;
using Velro.Authorization.Explanations;
using Velro.Authorization.Roles;

namespace Velro.Authorization.Policies;

/// <summary>What all policies together say of one question.</summary>
internal struct PolicyVerdict
{
    /// <summary>The policy that denies or, when none does, one that allows.</summary>
    public Policy? Policy { get; private set; }

    public bool IsDenied { get; private set; }

    public bool IsAllowed { get; private set; }

    /// <summary>Whether a policy would allow it for a higher role.</summary>
    public bool LacksRole { get; private set; }

    /// <summary>The first condition that gave no answer, in the order of policies.</summary>
    public PolicyFailure? Failure { get; private set; }

    /// <summary>How many of the conditions that were looked at gave none.</summary>
    public int FailedConditions { get; private set; }

    /// <summary>Asks the denies and, where <paramref name="mayAllow"/>, the allows. A deny wins, so these are asked first.</summary>
    public static PolicyVerdict Of<TTrace>(
        in ApplicablePolicies policies, ref readonly PolicyInput input, bool mayAllow, bool needsRole, ref TTrace trace)
        where TTrace : struct, ITrace
    {
        var verdict = default(PolicyVerdict);
        if (verdict.Denies(policies.Named, in input, ref trace) || verdict.Denies(policies.AnyAction, in input, ref trace) ||
            verdict.Denies(policies.AnyType, in input, ref trace) ||
            verdict.Denies(policies.AnyTypeAndAction, in input, ref trace)) return verdict;
        if (!mayAllow) return verdict;

        var role = needsRole ? input.Role : Role.Owner;
        _ = verdict.Allows(policies.Named, in input, role, ref trace) || verdict.Allows(policies.AnyAction, in input, role, ref trace) ||
            verdict.Allows(policies.AnyType, in input, role, ref trace) ||
            verdict.Allows(policies.AnyTypeAndAction, in input, role, ref trace);
        return verdict;
    }

    private bool Denies<TTrace>(PolicyGroup group, ref readonly PolicyInput input, ref TTrace trace) where TTrace : struct, ITrace
    {
        foreach (var policy in group.Denies)
        {
            var match = policy.Match(in input, out var failure);
            Note(failure);
            Write(ref trace, policy, match == PolicyMatch.No ? ExplanationResult.Nothing : ExplanationResult.Denies, failure);
            if (match == PolicyMatch.No) continue;

            IsDenied = true;
            Policy = policy;
            return true;
        }

        return false;
    }

    private bool Allows<TTrace>(PolicyGroup group, ref readonly PolicyInput input, Role role, ref TTrace trace)
        where TTrace : struct, ITrace
    {
        foreach (var policy in group.Allows)
        {
            var match = policy.Match(in input, out var failure);
            Note(failure);
            Write(ref trace, policy, ResultOf(match, role < policy.MinimumRole), failure);
            if (match != PolicyMatch.Yes) continue;
            if (role < policy.MinimumRole)
            {
                LacksRole = true;
                continue;
            }

            IsAllowed = true;
            Policy = policy;
            return true;
        }

        return false;
    }

    private static ExplanationResult ResultOf(PolicyMatch match, bool lacksRole) => match switch
    {
        PolicyMatch.No => ExplanationResult.Nothing,
        PolicyMatch.Failed => ExplanationResult.Failed,
        _ => lacksRole ? ExplanationResult.RoleTooLow : ExplanationResult.Allows,
    };

    private static void Write<TTrace>(ref TTrace trace, Policy policy, ExplanationResult result, PolicyFailure? failure)
        where TTrace : struct, ITrace
    {
        if (!TTrace.IsOn) return;
        var step = trace.Begin(ExplanationPath.Policy, ContextKey.PolicySet, new EntityRef("policy", policy.Name));
        var detail = failure is null ? null : $"{failure.Code} at {failure.Line}:{failure.Column}: {failure.Message}";
        trace.End(step, result, Role.None, detail);
    }

    private void Note(PolicyFailure? failure)
    {
        if (failure is null) return;
        Failure ??= failure;
        FailedConditions++;
    }
}
