using Velro.Authorization.Policies.Cel;
using Velro.Authorization.Policies.Cel.Nodes;
using Velro.Authorization.Policies.Cel.Syntax;
using Velro.Authorization.Policies.Cel.Values;

namespace Velro.Authorization.Policies.Conditions;

/// <summary>Whose properties.</summary>
internal enum PropertyOwner : byte
{
    Subject,
    Action,
    Resource,
}

/// <summary>All properties of an entity, as a map; one is made where stored and sent ones meet.</summary>
internal sealed class PropertiesNode(CelPosition position, PropertyOwner owner) : CelNode(position, CelKinds.Map)
{
    public PropertyOwner Owner { get; } = owner;

    public override CelValue Evaluate(ref CelFrame frame) => CelValue.Of(Owner switch
    {
        PropertyOwner.Subject => frame.Input.SubjectProperties.ToMap(),
        PropertyOwner.Resource => frame.Input.ResourceProperties.ToMap(),
        _ => frame.Input.ActionProperties.Values,
    });

    /// <summary>Finds one without making the map.</summary>
    public static bool TryFind(ref CelFrame frame, PropertyOwner owner, string name, out CelValue value) => owner switch
    {
        PropertyOwner.Subject => frame.Input.SubjectProperties.TryFind(name, out value),
        PropertyOwner.Resource => frame.Input.ResourceProperties.TryFind(name, out value),
        _ => frame.Input.ActionProperties.Values.TryFind(name, out value),
    };
}

/// <summary>One property by its name. Its error is made once, since a missing property is an ordinary event.</summary>
internal sealed class PropertyNode : CelNode
{
    private readonly PropertyOwner _owner;
    private readonly string _name;
    private readonly CelValue _missing;

    public PropertyNode(CelPosition position, PropertyOwner owner, string name) : base(position, CelKinds.Any)
    {
        _owner = owner;
        _name = name;
        var entity = owner switch { PropertyOwner.Subject => "subject", PropertyOwner.Action => "action", _ => "resource" };
        _missing = Fail(CelCodes.NoSuchKey, $"The {entity} has no property '{name}'. Where it may be absent, ask has({entity}.properties.{name}) first.");
    }

    public override CelValue Evaluate(ref CelFrame frame)
    {
        frame.Count();
        return PropertiesNode.TryFind(ref frame, _owner, _name, out var value) ? value : _missing;
    }
}

/// <summary>Whether an entity has a property.</summary>
internal sealed class HasPropertyNode(CelPosition position, PropertyOwner owner, string name) : CelNode(position, CelKinds.Bool)
{
    public override CelValue Evaluate(ref CelFrame frame)
    {
        frame.Count();
        return CelValue.Of(PropertiesNode.TryFind(ref frame, owner, name, out _));
    }
}
