using System.Collections.Immutable;
using Velro.Authorization.Policies.Cel;
using Velro.Authorization.Policies.Cel.Nodes;
using Velro.Authorization.Policies.Cel.Syntax;
using Velro.Authorization.Policies.Cel.Values;

namespace Velro.Authorization.Policies.Conditions;

/// <summary>
/// Makes a program of a source: names are resolved and kinds checked as far as they are known, literals are worked out. What could
/// never give a value is refused here, with its place.
/// </summary>
internal sealed partial class ConditionCompiler
{
    private readonly List<string> _locals = [];
    private bool _hasLocals;
    private PolicyNeeds _needs;

    private ConditionCompiler()
    {
    }

    /// <exception cref="CelSourceException">The source is not an expression that can be evaluated.</exception>
    public static CelProgram Compile(string source)
    {
        var compiler = new ConditionCompiler();
        var root = compiler.Compile(CelParser.Parse(source));
        return new CelProgram(root, compiler._hasLocals, compiler._needs);
    }

    private CelNode Compile(CelExpression expression) => expression switch
    {
        LiteralExpression literal => new ConstantNode(literal.Position, literal.Value),
        NameExpression name => CompileName(name),
        SelectExpression select => CompileSelect(select),
        CallExpression call => CompileCall(call),
        LogicalExpression logical => CompileLogical(logical),
        ConditionalExpression conditional => CompileConditional(conditional),
        ListExpression list => CompileList(list),
        MapExpression map => CompileMap(map),
        MacroExpression macro => CompileMacro(macro),
        _ => throw new InvalidOperationException($"There is no node for {expression.GetType().Name}."),
    };

    private LogicalNode CompileLogical(LogicalExpression logical)
    {
        var symbol = logical.IsAnd ? "&&" : "||";
        return new LogicalNode(logical.Position, logical.IsAnd, [.. logical.Terms.Select(term => Require(Compile(term), CelKinds.Bool, $"'{symbol}'"))]);
    }

    private ConditionalNode CompileConditional(ConditionalExpression conditional) => new(
        conditional.Position,
        Require(Compile(conditional.Condition), CelKinds.Bool, "'?'"),
        Compile(conditional.WhenTrue),
        Compile(conditional.WhenFalse));

    private CelNode CompileList(ListExpression list)
    {
        ImmutableArray<CelNode> items = [.. list.Items.Select(Compile)];
        return Fold(new ListNode(list.Position, items), items.AsSpan());
    }

    private CelNode CompileMap(MapExpression map)
    {
        ImmutableArray<CelNode> keysAndValues = [.. map.KeysAndValues.Select(Compile)];
        for (var i = 0; i < keysAndValues.Length; i += 2) Require(keysAndValues[i], CelMapKeys.Kinds, "The key of a map");
        return Fold(new MapNode(map.Position, keysAndValues), keysAndValues.AsSpan());
    }

    private MacroNode CompileMacro(MacroExpression macro)
    {
        var range = Require(Compile(macro.Range), CelKinds.List | CelKinds.Map, "A macro");
        var slot = _locals.Count;
        if (slot == CelLimits.NestedMacros)
            throw new CelSourceException(macro.Position, CelCodes.TooDeep, $"At most {CelLimits.NestedMacros} macros stand within one another.");

        _hasLocals = true;
        _locals.Add(macro.Variable);
        var predicate = macro.Predicate is null ? null : Require(Compile(macro.Predicate), CelKinds.Bool, "The condition of a macro");
        var transform = macro.Transform is null ? null : Compile(macro.Transform);
        _locals.RemoveAt(slot);
        return macro.Macro switch
        {
            CelMacro.All => new QuantifierNode(macro.Position, range, slot, predicate!, isAll: true),
            CelMacro.Exists => new QuantifierNode(macro.Position, range, slot, predicate!, isAll: false),
            CelMacro.ExistsOne => new ExistsOneNode(macro.Position, range, slot, predicate!),
            _ => new CollectNode(macro.Position, range, slot, predicate, transform),
        };
    }

    /// <summary>Refuses an operand that can never be what is needed.</summary>
    private static CelNode Require(CelNode node, CelKinds wanted, string what) => (node.Kinds & wanted) != 0
        ? node
        : throw new CelSourceException(node.Position, CelCodes.Type, $"{what} takes {CelKindNames.Describe(wanted)}, not {CelKindNames.Describe(node.Kinds)}.");

    /// <summary>Works out what depends on nothing. An error stays in the program: a logical operator around it may not need its value.</summary>
    private static CelNode Fold(CelNode node, params ReadOnlySpan<CelNode> operands)
    {
        if (!AreConstant(operands)) return node;

        var value = Evaluate(node);
        if (value.IsError) return node;
        return node.Kinds == CelKinds.Any && node is UnaryCallNode
            ? new ConstantNode(node.Position, value, CelKinds.Any)
            : new ConstantNode(node.Position, value);
    }

    private static bool AreConstant(ReadOnlySpan<CelNode> operands)
    {
        foreach (var operand in operands)
        {
            if (operand is not ConstantNode) return false;
        }

        return true;
    }

    private static CelValue Evaluate(CelNode constant)
    {
        var input = default(PolicyInput);
        var frame = new CelFrame(in input, [], CelLimits.EvaluationCost);
        return constant.Evaluate(ref frame);
    }
}
