using Velro.Authorization.Policies.Cel.Syntax;
using Velro.Authorization.Policies.Cel.Values;

namespace Velro.Authorization.Policies.Cel.Nodes;

/// <summary>A node of a compiled expression.</summary>
/// <param name="position">Where it stands in the source.</param>
/// <param name="kinds">What its value can be.</param>
internal abstract class CelNode(CelPosition position, CelKinds kinds)
{
    public CelPosition Position { get; } = position;

    public CelKinds Kinds { get; } = kinds;

    public abstract CelValue Evaluate(ref CelFrame frame);

    public CelValue Fail(string code, string message) => CelValue.Of(new CelError(Position, code, message));

    public CelValue FailOnCost() => Fail(CelCodes.CostExceeded, "The condition cost more than it may and was stopped.");

    protected CelValue FailOnKinds(string operation, in CelValue a) =>
        Fail(CelCodes.NoMatchingOverload, $"{operation} does not take {CelKindNames.NameOf(a.Kind)}.");

    protected CelValue FailOnKinds(string operation, in CelValue a, in CelValue b) =>
        Fail(CelCodes.NoMatchingOverload, $"{operation} does not take {CelKindNames.NameOf(a.Kind)} and {CelKindNames.NameOf(b.Kind)}.");
}

/// <summary>A literal, or what was worked out on load. <paramref name="kinds"/> is what the rest may assume of it: after <c>dyn()</c> nothing.</summary>
internal sealed class ConstantNode(CelPosition position, CelValue value, CelKinds kinds) : CelNode(position, kinds)
{
    public ConstantNode(CelPosition position, CelValue value) : this(position, value, value.Kind.AsKinds())
    {
    }

    public CelValue Value { get; } = value;

    public override CelValue Evaluate(ref CelFrame frame) => Value;
}

/// <summary>The variable of a macro.</summary>
internal sealed class LocalNode(CelPosition position, int slot) : CelNode(position, CelKinds.Any)
{
    public override CelValue Evaluate(ref CelFrame frame) => frame.Locals[slot];
}
