using Velro.Authorization.Contexts;
using Velro.Authorization.Decisions;
using Velro.Authorization.Entities;
using Velro.Authorization.Policies.Cel.Values;
using Velro.Authorization.Roles;

namespace Velro.Authorization.Policies;

/// <summary>What a condition is evaluated over.</summary>
internal readonly struct PolicyInput(
    in CheckRequest request, string action, Role role, in PolicyProperties subjectProperties, in PolicyProperties resourceProperties)
{
    public readonly PolicyProperties SubjectProperties = subjectProperties;

    public readonly PolicyProperties ResourceProperties = resourceProperties;

    public EntityRef Subject { get; } = request.Subject;

    public EntityRef Resource { get; } = request.Resource;

    /// <summary>The action that is decided, which is not always the one that was asked about (RIGHTS.md D1).</summary>
    public string Action { get; } = action;

    /// <summary>The subject's role on the resource.</summary>
    public Role Role { get; } = role;

    public PropertyBag ActionProperties { get; } = request.ActionProperties;

    public PropertyBag Context { get; } = request.Context;

    public CelTimestamp Now { get; } = CelTimestamp.From(request.Now);
}

/// <summary>The properties of one entity: what stands first wins over what stands second (RIGHTS.md B6).</summary>
internal readonly struct PolicyProperties(CelMap first, CelMap second)
{
    public bool TryFind(string name, out CelValue value) => first.TryFind(name, out value) || second.TryFind(name, out value);

    public CelMap ToMap() => CelMap.Merge(first, second);
}
