using Velro.Authorization.Policies.Cel.Functions;
using Velro.Authorization.Policies.Cel.Syntax;
using Velro.Authorization.Policies.Cel.Values;

namespace Velro.Authorization.Policies.Cel.Nodes;

internal sealed class UnaryCallNode(CelPosition position, CelKinds kinds, CelFunction function, CelNode operand) : CelNode(position, kinds)
{
    public override CelValue Evaluate(ref CelFrame frame)
    {
        frame.Count();
        var a = operand.Evaluate(ref frame);
        if (a.IsError) return a;
        foreach (var overload in function.Overloads)
        {
            if ((overload.First & a.Kind.AsKinds()) != 0) return overload.Unary!(ref frame, this, a);
        }

        return FailOnKinds(function.Display, a);
    }
}

internal sealed class BinaryCallNode(CelPosition position, CelKinds kinds, CelFunction function, CelNode left, CelNode right)
    : CelNode(position, kinds)
{
    public override CelValue Evaluate(ref CelFrame frame)
    {
        frame.Count();
        var a = left.Evaluate(ref frame);
        if (a.IsError) return a;
        var b = right.Evaluate(ref frame);
        if (b.IsError) return b;
        foreach (var overload in function.Overloads)
        {
            if ((overload.First & a.Kind.AsKinds()) != 0 && (overload.Second & b.Kind.AsKinds()) != 0)
                return overload.Binary!(ref frame, this, a, b);
        }

        return FailOnKinds(function.Display, a, b);
    }
}
