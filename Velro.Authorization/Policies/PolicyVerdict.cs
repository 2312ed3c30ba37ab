using System.Collections.Immutable;
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
    public static PolicyVerdict Of(in ApplicablePolicies policies, ref readonly PolicyInput input, bool mayAllow, bool needsRole)
    {
        var verdict = default(PolicyVerdict);
        if (verdict.Denies(policies.Named.Denies, in input) || verdict.Denies(policies.AnyAction.Denies, in input) ||
            verdict.Denies(policies.AnyType.Denies, in input) || verdict.Denies(policies.AnyTypeAndAction.Denies, in input)) return verdict;
        if (!mayAllow) return verdict;

        var role = needsRole ? input.Role : Role.Owner;
        _ = verdict.Allows(policies.Named.Allows, in input, role) || verdict.Allows(policies.AnyAction.Allows, in input, role) ||
            verdict.Allows(policies.AnyType.Allows, in input, role) || verdict.Allows(policies.AnyTypeAndAction.Allows, in input, role);
        return verdict;
    }

    private bool Denies(ImmutableArray<Policy> policies, ref readonly PolicyInput input)
    {
        foreach (var policy in policies)
        {
            var match = policy.Match(in input, out var failure);
            Note(failure);
            if (match == PolicyMatch.No) continue;

            IsDenied = true;
            Policy = policy;
            return true;
        }

        return false;
    }

    private bool Allows(ImmutableArray<Policy> policies, ref readonly PolicyInput input, Role role)
    {
        foreach (var policy in policies)
        {
            var match = policy.Match(in input, out var failure);
            Note(failure);
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

    private void Note(PolicyFailure? failure)
    {
        if (failure is null) return;
        Failure ??= failure;
        FailedConditions++;
    }
}
