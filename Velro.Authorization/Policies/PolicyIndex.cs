using System.Collections.Frozen;
using System.Collections.Immutable;
using Velro.Authorization.Entities;

namespace Velro.Authorization.Policies;

/// <summary>Policies that are about the same type of resource and the same action, ordered by name.</summary>
internal sealed class PolicyGroup(ImmutableArray<Policy> denies, ImmutableArray<Policy> allows)
{
    public static readonly PolicyGroup Empty = new([], []);

    public ImmutableArray<Policy> Denies { get; } = denies;

    public ImmutableArray<Policy> Allows { get; } = allows;

    /// <summary>What the conditions of the group look at, whoever the subject is.</summary>
    private PolicyNeeds Needs { get; } = denies.Concat(allows).Aggregate(PolicyNeeds.None, (needs, policy) => needs | policy.Needs);

    public PolicyNeeds NeedsFor(string subjectType)
    {
        if (Needs == PolicyNeeds.None) return PolicyNeeds.None;

        var needs = PolicyNeeds.None;
        foreach (var policy in Denies) needs |= policy.IsAbout(subjectType) ? policy.Needs : PolicyNeeds.None;
        foreach (var policy in Allows) needs |= policy.IsAbout(subjectType) ? policy.Needs : PolicyNeeds.None;
        return needs;
    }
}

/// <summary>All policies that are about one question: by named type and named action, and by <c>*</c> for either. No policy stands in two.</summary>
internal readonly record struct ApplicablePolicies(PolicyGroup Named, PolicyGroup AnyAction, PolicyGroup AnyType, PolicyGroup AnyTypeAndAction)
{
    public bool IsEmpty => ReferenceEquals(Named, PolicyGroup.Empty) && ReferenceEquals(AnyAction, PolicyGroup.Empty) &&
        ReferenceEquals(AnyType, PolicyGroup.Empty) && ReferenceEquals(AnyTypeAndAction, PolicyGroup.Empty);

    public bool HasAllows => !(Named.Allows.IsEmpty && AnyAction.Allows.IsEmpty && AnyType.Allows.IsEmpty && AnyTypeAndAction.Allows.IsEmpty);

    public PolicyNeeds NeedsFor(string subjectType) =>
        Named.NeedsFor(subjectType) | AnyAction.NeedsFor(subjectType) | AnyType.NeedsFor(subjectType) | AnyTypeAndAction.NeedsFor(subjectType);
}

/// <summary>Finds the policies of a question without looking at the others.</summary>
internal sealed class PolicyIndex
{
    private readonly FrozenDictionary<string, ActionIndex> _types;
    private readonly ActionIndex _anyType;

    public PolicyIndex(ImmutableArray<Policy> policies)
    {
        _types = policies
            .SelectMany(policy => policy.ResourceTypes, (policy, type) => (policy, type))
            .GroupBy(pair => pair.type, pair => pair.policy, StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, group => new ActionIndex([.. group]), StringComparer.Ordinal);
        _anyType = _types.GetValueOrDefault(PolicyDocument.Any, ActionIndex.Empty);
    }

    public ApplicablePolicies Find(string resourceType, string action)
    {
        var named = _types.GetValueOrDefault(resourceType, ActionIndex.Empty);
        var any = EntityTypes.IsCore(resourceType) ? ActionIndex.Empty : _anyType;
        return new ApplicablePolicies(named.Named(action), named.Any, any.Named(action), any.Any);
    }

    public string[] ActionsNamedFor(string resourceType)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        names.UnionWith(_types.GetValueOrDefault(resourceType, ActionIndex.Empty).Names);
        if (!EntityTypes.IsCore(resourceType)) names.UnionWith(_anyType.Names);
        names.Remove(PolicyDocument.Any);
        return [.. names];
    }

    private sealed class ActionIndex
    {
        public static readonly ActionIndex Empty = new([]);

        private readonly FrozenDictionary<string, PolicyGroup> _actions;

        public ActionIndex(ImmutableArray<Policy> policies)
        {
            _actions = policies
                .SelectMany(policy => policy.Actions, (policy, action) => (policy, action))
                .GroupBy(pair => pair.action, pair => pair.policy, StringComparer.Ordinal)
                .ToFrozenDictionary(group => group.Key, group => GroupOf([.. group]), StringComparer.Ordinal);
            Any = _actions.GetValueOrDefault(PolicyDocument.Any, PolicyGroup.Empty);
        }

        public PolicyGroup Any { get; }

        public IEnumerable<string> Names => _actions.Keys;

        public PolicyGroup Named(string action) => _actions.Count == 0 ? PolicyGroup.Empty : _actions.GetValueOrDefault(action, PolicyGroup.Empty);

        private static PolicyGroup GroupOf(ImmutableArray<Policy> policies) => new(
            [.. policies.Where(policy => policy.Effect == PolicyEffect.Deny)],
            [.. policies.Where(policy => policy.Effect == PolicyEffect.Allow)]);
    }
}
