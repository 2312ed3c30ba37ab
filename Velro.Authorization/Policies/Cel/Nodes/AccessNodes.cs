using Velro.Authorization.Policies.Cel.Syntax;
using Velro.Authorization.Policies.Cel.Values;

namespace Velro.Authorization.Policies.Cel.Nodes;

/// <summary><c>operand.field</c>. Its error is made once, since a missing field is an ordinary event.</summary>
internal sealed class SelectNode : CelNode
{
    private readonly CelNode _operand;
    private readonly string _field;
    private readonly CelValue _missing;

    public SelectNode(CelPosition position, CelNode operand, string field) : base(position, CelKinds.Any)
    {
        _operand = operand;
        _field = field;
        _missing = Fail(CelCodes.NoSuchKey, $"There is no '{field}' here. Where it may be absent, ask has(….{field}) first.");
    }

    public override CelValue Evaluate(ref CelFrame frame)
    {
        frame.Count();
        var value = _operand.Evaluate(ref frame);
        if (value.IsError) return value;
        if (value.Kind != CelKind.Map) return FailOnKinds($".{_field}", value);
        return value.AsMap.TryFind(_field, out var found) ? found : _missing;
    }
}

/// <summary><c>has(operand.field)</c>.</summary>
internal sealed class HasNode(CelPosition position, CelNode operand, string field) : CelNode(position, CelKinds.Bool)
{
    public override CelValue Evaluate(ref CelFrame frame)
    {
        frame.Count();
        var value = operand.Evaluate(ref frame);
        if (value.IsError) return value;
        return value.Kind == CelKind.Map ? CelValue.Of(value.AsMap.TryFind(field, out _)) : FailOnKinds("has()", value);
    }
}

/// <summary><c>operand[index]</c>.</summary>
internal sealed class IndexNode(CelPosition position, CelNode operand, CelNode index) : CelNode(position, CelKinds.Any)
{
    public override CelValue Evaluate(ref CelFrame frame)
    {
        frame.Count();
        var container = operand.Evaluate(ref frame);
        if (container.IsError) return container;
        var key = index.Evaluate(ref frame);
        if (key.IsError) return key;
        return container.Kind switch
        {
            CelKind.List => Item(container.AsList, key),
            CelKind.Map => frame.TrySpend(CelCost.OfLookup(container.AsMap, key)) ? Entry(container.AsMap, key) : FailOnCost(),
            _ => FailOnKinds("[]", container, key),
        };
    }

    private CelValue Entry(CelMap map, in CelValue key)
    {
        if (!CelMapKeys.CanBeSought(key)) return Fail(CelCodes.NoMatchingOverload, $"A map has no keys of the kind {CelKindNames.NameOf(key.Kind)}.");
        return map.TryFind(key, out var found) ? found : Fail(CelCodes.NoSuchKey, "The map does not have this key.");
    }

    private CelValue Item(CelValue[] items, in CelValue key)
    {
        long at;
        switch (key.Kind)
        {
            case CelKind.Int: at = key.AsInt; break;
            case CelKind.UInt: at = key.AsUInt <= int.MaxValue ? (long)key.AsUInt : -1; break;
            case CelKind.Double when key.AsDouble == Math.Floor(key.AsDouble): at = key.AsDouble is >= 0 and <= int.MaxValue ? (long)key.AsDouble : -1; break;
            default: return Fail(CelCodes.NoMatchingOverload, $"The place in a list is a whole number, not {CelKindNames.NameOf(key.Kind)}.");
        }

        return at >= 0 && at < items.Length ? items[at] : Fail(CelCodes.IndexOutOfRange, $"The list has {items.Length} items; counting starts at 0.");
    }
}
