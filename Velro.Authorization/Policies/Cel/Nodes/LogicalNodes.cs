using System.Collections.Immutable;
using Velro.Authorization.Policies.Cel.Syntax;
using Velro.Authorization.Policies.Cel.Values;

namespace Velro.Authorization.Policies.Cel.Nodes;

/// <summary>
/// <c>&amp;&amp;</c> or <c>||</c>. A term that decides does so whatever the others are, errors included; the order of terms thus never
/// matters.
/// </summary>
internal sealed class LogicalNode(CelPosition position, bool isAnd, ImmutableArray<CelNode> terms) : CelNode(position, CelKinds.Bool)
{
    public override CelValue Evaluate(ref CelFrame frame)
    {
        frame.Count();
        var failure = default(CelValue);
        var hasFailed = false;
        foreach (var term in terms)
        {
            var value = term.Evaluate(ref frame);
            if (value.Kind == CelKind.Bool)
            {
                if (value.AsBool != isAnd) return value;
                continue;
            }

            if (hasFailed) continue;
            hasFailed = true;
            failure = value.IsError ? value : FailOnKinds(isAnd ? "&&" : "||", value);
        }

        return hasFailed ? failure : CelValue.Of(isAnd);
    }
}

internal sealed class NotNode(CelPosition position, CelNode operand) : CelNode(position, CelKinds.Bool)
{
    public override CelValue Evaluate(ref CelFrame frame)
    {
        frame.Count();
        var value = operand.Evaluate(ref frame);
        return value.Kind switch
        {
            CelKind.Bool => CelValue.Of(!value.AsBool),
            CelKind.Error => value,
            _ => FailOnKinds("!", value),
        };
    }
}

internal sealed class ConditionalNode(CelPosition position, CelNode condition, CelNode whenTrue, CelNode whenFalse)
    : CelNode(position, whenTrue.Kinds | whenFalse.Kinds)
{
    public override CelValue Evaluate(ref CelFrame frame)
    {
        frame.Count();
        var value = condition.Evaluate(ref frame);
        return value.Kind switch
        {
            CelKind.Bool => (value.AsBool ? whenTrue : whenFalse).Evaluate(ref frame),
            CelKind.Error => value,
            _ => FailOnKinds("?:", value),
        };
    }
}
