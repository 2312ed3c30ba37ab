using Velro.Authorization.Policies.Cel;
using Velro.Authorization.Policies.Cel.Nodes;
using Velro.Authorization.Policies.Cel.Syntax;
using Velro.Authorization.Policies.Cel.Values;
using Velro.Authorization.Roles;

namespace Velro.Authorization.Policies.Conditions;

/// <summary>What every question has.</summary>
internal enum PolicyAttribute : byte
{
    SubjectType,
    SubjectId,
    SubjectRole,
    ActionName,
    ResourceType,
    ResourceId,
    Now,
}

/// <summary>One attribute of the question.</summary>
internal sealed class AttributeNode(CelPosition position, PolicyAttribute attribute)
    : CelNode(position, attribute == PolicyAttribute.Now ? CelKinds.Timestamp : CelKinds.String)
{
    public override CelValue Evaluate(ref CelFrame frame)
    {
        ref readonly var input = ref frame.Input;
        return attribute switch
        {
            PolicyAttribute.SubjectType => CelValue.Of(input.Subject.Type),
            PolicyAttribute.SubjectId => CelValue.Of(input.Subject.Id),
            PolicyAttribute.SubjectRole => CelValue.Of(RoleNames.NameOf(input.Role)),
            PolicyAttribute.ActionName => CelValue.Of(input.Action),
            PolicyAttribute.ResourceType => CelValue.Of(input.Resource.Type),
            PolicyAttribute.ResourceId => CelValue.Of(input.Resource.Id),
            _ => CelValue.Of(input.Now),
        };
    }
}

/// <summary>The free context, as a map.</summary>
internal sealed class ContextNode(CelPosition position) : CelNode(position, CelKinds.Map)
{
    public override CelValue Evaluate(ref CelFrame frame) => CelValue.Of(frame.Input.Context.Values);
}
