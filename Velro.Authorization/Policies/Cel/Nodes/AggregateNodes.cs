using System.Collections.Immutable;
using Velro.Authorization.Policies.Cel.Syntax;
using Velro.Authorization.Policies.Cel.Values;

namespace Velro.Authorization.Policies.Cel.Nodes;

internal sealed class ListNode(CelPosition position, ImmutableArray<CelNode> items) : CelNode(position, CelKinds.List)
{
    public override CelValue Evaluate(ref CelFrame frame)
    {
        if (!frame.TrySpend(1 + items.Length)) return FailOnCost();
        var values = new CelValue[items.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = items[i].Evaluate(ref frame);
            if (values[i].IsError) return values[i];
        }

        return CelValue.Of(values);
    }
}

/// <summary>A map literal: keys and values in turn.</summary>
internal sealed class MapNode(CelPosition position, ImmutableArray<CelNode> keysAndValues) : CelNode(position, CelKinds.Map)
{
    public override CelValue Evaluate(ref CelFrame frame)
    {
        if (!frame.TrySpend(1 + keysAndValues.Length)) return FailOnCost();
        var entries = new KeyValuePair<CelValue, CelValue>[keysAndValues.Length / 2];
        var comparisons = 0L;
        for (var i = 0; i < entries.Length; i++)
        {
            var key = keysAndValues[2 * i].Evaluate(ref frame);
            if (key.IsError) return key;
            if (!CelMapKeys.CanBe(key)) return Fail(CelCodes.NoMatchingOverload, $"The keys of a map are int, uint, bool or string, not {CelKindNames.NameOf(key.Kind)}.");

            if (key.Kind != CelKind.String) comparisons += i;
            var value = keysAndValues[(2 * i) + 1].Evaluate(ref frame);
            if (value.IsError) return value;
            entries[i] = new KeyValuePair<CelValue, CelValue>(key, value);
        }

        if (!frame.TrySpend(comparisons / 4)) return FailOnCost();
        return CelMap.TryCreate(entries, out var map, out _) ? CelValue.Of(map) : Fail(CelCodes.DuplicateKey, "A key stands twice in this map.");
    }
}
