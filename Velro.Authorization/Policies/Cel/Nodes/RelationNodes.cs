using Velro.Authorization.Policies.Cel.Syntax;
using Velro.Authorization.Policies.Cel.Values;

namespace Velro.Authorization.Policies.Cel.Nodes;

/// <summary><c>==</c> and <c>!=</c>.</summary>
internal sealed class EqualityNode(CelPosition position, CelNode left, CelNode right, bool isEqual) : CelNode(position, CelKinds.Bool)
{
    public override CelValue Evaluate(ref CelFrame frame)
    {
        frame.Count();
        var a = left.Evaluate(ref frame);
        if (a.IsError) return a;
        var b = right.Evaluate(ref frame);
        if (b.IsError) return b;
        if (a.HasSize && !frame.TrySpend(CelCost.OfReading(a))) return FailOnCost();
        return CelValue.Of(CelValue.AreEqual(a, b) == isEqual);
    }
}

internal enum CelRelation : byte
{
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// <summary>The four orderings.</summary>
internal sealed class OrderNode(CelPosition position, CelNode left, CelNode right, CelRelation relation, string symbol)
    : CelNode(position, CelKinds.Bool)
{
    public override CelValue Evaluate(ref CelFrame frame)
    {
        frame.Count();
        var a = left.Evaluate(ref frame);
        if (a.IsError) return a;
        var b = right.Evaluate(ref frame);
        if (b.IsError) return b;
        if (a.HasSize && !frame.TrySpend(CelCost.OfReading(a))) return FailOnCost();
        if (!CelValue.TryCompare(a, b, out var order, out var isUnordered))
            return isUnordered ? CelValue.False : FailOnKinds(symbol, a, b);

        return CelValue.Of(relation switch
        {
            CelRelation.Less => order < 0,
            CelRelation.LessOrEqual => order <= 0,
            CelRelation.Greater => order > 0,
            _ => order >= 0,
        });
    }
}

/// <summary><c>in</c>: an item of a list or a key of a map.</summary>
internal sealed class InNode(CelPosition position, CelNode item, CelNode container) : CelNode(position, CelKinds.Bool)
{
    public override CelValue Evaluate(ref CelFrame frame)
    {
        frame.Count();
        var wanted = item.Evaluate(ref frame);
        if (wanted.IsError) return wanted;
        var place = container.Evaluate(ref frame);
        if (place.IsError) return place;
        if (place.Kind == CelKind.Map)
            return frame.TrySpend(CelCost.OfLookup(place.AsMap, wanted)) ? CelValue.Of(place.AsMap.TryFind(wanted, out _)) : FailOnCost();
        if (place.Kind != CelKind.List) return FailOnKinds("in", wanted, place);

        var items = place.AsList;
        if (!frame.TrySpend((items.Length / 4) + (items.Length * CelCost.OfReading(wanted)))) return FailOnCost();
        foreach (ref readonly var candidate in items.AsSpan())
        {
            if (CelValue.AreEqual(candidate, wanted)) return CelValue.True;
        }

        return CelValue.False;
    }
}
