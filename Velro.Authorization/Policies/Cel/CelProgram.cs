using Velro.Authorization.Policies.Cel.Nodes;
using Velro.Authorization.Policies.Cel.Syntax;
using Velro.Authorization.Policies.Cel.Values;

namespace Velro.Authorization.Policies.Cel;

/// <summary>A compiled expression. Immutable; many threads may run it at once.</summary>
internal sealed class CelProgram
{
    private static readonly CelError CostExceeded =
        new(new CelPosition(1, 1), CelCodes.CostExceeded, $"The condition cost more than {CelLimits.EvaluationCost} units and was stopped.");

    private readonly CelNode _root;
    private readonly bool _hasVariables;

    internal CelProgram(CelNode root, bool hasVariables, PolicyNeeds needs)
    {
        _root = root;
        _hasVariables = hasVariables;
        Needs = needs;
    }

    /// <summary>Which stored properties the expression looks at.</summary>
    public PolicyNeeds Needs { get; }

    /// <summary>What the result can be, as far as that is known.</summary>
    public CelKinds ResultKinds => _root.Kinds;

    public CelPosition Position => _root.Position;

    public CelValue Run(ref readonly PolicyInput input)
    {
        if (_hasVariables) return RunWithVariables(in input);

        var frame = new CelFrame(in input, [], CelLimits.EvaluationCost);
        return Finish(ref frame, _root.Evaluate(ref frame));
    }

    private CelValue RunWithVariables(ref readonly PolicyInput input)
    {
        var variables = default(CelFrame.Variables);
        var frame = new CelFrame(in input, variables, CelLimits.EvaluationCost);
        return Finish(ref frame, _root.Evaluate(ref frame));
    }

    /// <summary>A program that was over its budget has no result, whatever the rest of it says.</summary>
    private static CelValue Finish(ref CelFrame frame, in CelValue result) => frame.IsExhausted ? CelValue.Of(CostExceeded) : result;
}
