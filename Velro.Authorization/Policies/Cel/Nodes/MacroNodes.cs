using Velro.Authorization.Policies.Cel.Syntax;
using Velro.Authorization.Policies.Cel.Values;

namespace Velro.Authorization.Policies.Cel.Nodes;

/// <summary>A macro over the items of a list or the keys of a map, each bound to a variable in turn.</summary>
internal abstract class MacroNode(CelPosition position, CelKinds kinds, string name, CelNode range, int slot) : CelNode(position, kinds)
{
    /// <summary>The number of elements; -1 when the range is none, with the error in <paramref name="place"/>.</summary>
    protected int Open(ref CelFrame frame, out CelValue place)
    {
        frame.Count();
        place = range.Evaluate(ref frame);
        switch (place.Kind)
        {
            case CelKind.List: return place.AsList.Length;
            case CelKind.Map: return place.AsMap.Count;
            case CelKind.Error: return -1;
            default: place = FailOnKinds($"{name}()", place); return -1;
        }
    }

    /// <summary>Binds one element. False: the budget is spent.</summary>
    protected bool Bind(ref CelFrame frame, in CelValue place, int at, out CelValue element)
    {
        element = place.Kind == CelKind.List ? place.AsList[at] : place.AsMap.Entries[at].Key;
        frame.Locals[slot] = element;
        return frame.TrySpend(1);
    }
}

/// <summary><c>all</c> and <c>exists</c>: an element that decides does so whatever the others are, errors included.</summary>
internal sealed class QuantifierNode(CelPosition position, CelNode range, int slot, CelNode predicate, bool isAll)
    : MacroNode(position, CelKinds.Bool, isAll ? "all" : "exists", range, slot)
{
    public override CelValue Evaluate(ref CelFrame frame)
    {
        var failure = default(CelValue);
        var hasFailed = false;
        var count = Open(ref frame, out var place);
        if (count < 0) return place;
        for (var i = 0; i < count; i++)
        {
            if (!Bind(ref frame, place, i, out _)) return FailOnCost();
            var value = predicate.Evaluate(ref frame);
            if (value.Kind == CelKind.Bool)
            {
                if (value.AsBool != isAll) return value;
                continue;
            }

            if (hasFailed) continue;
            hasFailed = true;
            failure = value.IsError ? value : FailOnKinds(isAll ? "all()" : "exists()", value);
        }

        return hasFailed ? failure : CelValue.Of(isAll);
    }
}

/// <summary><c>exists_one</c>: every predicate counts, so every error does.</summary>
internal sealed class ExistsOneNode(CelPosition position, CelNode range, int slot, CelNode predicate)
    : MacroNode(position, CelKinds.Bool, "exists_one", range, slot)
{
    public override CelValue Evaluate(ref CelFrame frame)
    {
        var found = 0;
        var count = Open(ref frame, out var place);
        if (count < 0) return place;
        for (var i = 0; i < count; i++)
        {
            if (!Bind(ref frame, place, i, out _)) return FailOnCost();
            var value = predicate.Evaluate(ref frame);
            if (value.IsError) return value;
            if (value.Kind != CelKind.Bool) return FailOnKinds("exists_one()", value);
            if (value.AsBool) found++;
        }

        return CelValue.Of(found == 1);
    }
}

/// <summary><c>filter</c> (no transform) and <c>map</c> (with or without a predicate).</summary>
internal sealed class CollectNode(CelPosition position, CelNode range, int slot, CelNode? predicate, CelNode? transform)
    : MacroNode(position, CelKinds.List, transform is null ? "filter" : "map", range, slot)
{
    public override CelValue Evaluate(ref CelFrame frame)
    {
        var count = Open(ref frame, out var place);
        if (count < 0) return place;

        var collected = new List<CelValue>();
        for (var i = 0; i < count; i++)
        {
            if (!Bind(ref frame, place, i, out var element)) return FailOnCost();
            if (predicate is not null)
            {
                var isWanted = predicate.Evaluate(ref frame);
                if (isWanted.IsError) return isWanted;
                if (isWanted.Kind != CelKind.Bool) return FailOnKinds(transform is null ? "filter()" : "map()", isWanted);
                if (!isWanted.AsBool) continue;
            }

            var value = transform is null ? element : transform.Evaluate(ref frame);
            if (value.IsError) return value;
            collected.Add(value);
        }

        return CelValue.Of(collected.ToArray());
    }
}
