using System.Collections.Immutable;
using Velro.Authorization.Policies.Cel;
using Velro.Authorization.Policies.Cel.Functions;
using Velro.Authorization.Policies.Cel.Nodes;
using Velro.Authorization.Policies.Cel.Syntax;
using Velro.Authorization.Policies.Cel.Values;

namespace Velro.Authorization.Policies.Conditions;

/// <summary>Operators and functions.</summary>
internal sealed partial class ConditionCompiler
{
    private CelNode CompileCall(CallExpression call) => call.Function switch
    {
        "==" or "!=" => CompileEquality(call),
        "<" or "<=" or ">" or ">=" => CompileOrder(call),
        "in" => CompileIn(call),
        "[]" => CompileIndex(call),
        "!" => CompileNot(call),
        "+" or "-" or "*" or "/" or "%" => CompileFunction(call, CelCallStyle.Operator, call.Arguments),
        _ => CompileNamed(call),
    };

    private CelNode CompileEquality(CallExpression call)
    {
        var (left, right) = (Compile(call.Arguments[0]), Compile(call.Arguments[1]));
        var mayBeEqual = (left.Kinds & right.Kinds) != 0 || AreNumbers(left, right) || ((left.Kinds | right.Kinds) & CelKinds.Null) != 0;
        if (!mayBeEqual) throw NeverOf(call, left, right, "are never equal");
        return Fold(new EqualityNode(call.Position, left, right, call.Function == "=="), left, right);
    }

    private CelNode CompileOrder(CallExpression call)
    {
        var (left, right) = (Compile(call.Arguments[0]), Compile(call.Arguments[1]));
        if ((left.Kinds & right.Kinds & CelValue.OrderedKinds) == 0 && !AreNumbers(left, right)) throw NeverOf(call, left, right, "have no order between them");

        var relation = call.Function switch
        {
            "<" => CelRelation.Less,
            "<=" => CelRelation.LessOrEqual,
            ">" => CelRelation.Greater,
            _ => CelRelation.GreaterOrEqual,
        };
        return Fold(new OrderNode(call.Position, left, right, relation, call.Function), left, right);
    }

    private static bool AreNumbers(CelNode left, CelNode right) => (left.Kinds & CelKinds.Number) != 0 && (right.Kinds & CelKinds.Number) != 0;

    private static CelSourceException NeverOf(CallExpression call, CelNode left, CelNode right, string what) => new(
        call.Position, CelCodes.Type, $"{CelKindNames.Describe(left.Kinds)} and {CelKindNames.Describe(right.Kinds)} {what}; convert one, such as with string().");

    private CelNode CompileIn(CallExpression call)
    {
        var item = Compile(call.Arguments[0]);
        var container = Require(Compile(call.Arguments[1]), CelKinds.List | CelKinds.Map, "'in'");
        if (container is PropertiesNode properties && item is ConstantNode { Value.Kind: CelKind.String } name)
            return new HasPropertyNode(call.Position, properties.Owner, name.Value.AsString);
        return Fold(new InNode(call.Position, item, container), item, container);
    }

    private CelNode CompileIndex(CallExpression call)
    {
        if (call.Arguments is [NameExpression entity, LiteralExpression { Value.Kind: CelKind.String } field] && SlotOf(entity) < 0 && PolicyVariables.IsEntity(entity.Name))
            return CompileField(entity.Name, new SelectExpression(field.Position, entity, field.Value.AsString, IsTest: false));

        var operand = Require(Compile(call.Arguments[0]), CelKinds.List | CelKinds.Map, "'[]'");
        var index = Require(Compile(call.Arguments[1]), CelMapKeys.Kinds | CelKinds.Double, "'[]'");
        if (operand is PropertiesNode properties && index is ConstantNode { Value.Kind: CelKind.String } name)
            return Property(call.Position, properties, name.Value.AsString, isTest: false);
        return Fold(new IndexNode(call.Position, operand, index), operand, index);
    }

    private CelNode CompileNot(CallExpression call)
    {
        var operand = Require(Compile(call.Arguments[0]), CelKinds.Bool, "'!'");
        return Fold(new NotNode(call.Position, operand), operand);
    }

    private CelNode CompileNamed(CallExpression call)
    {
        if (call.Target is null) return CompileFunction(call, CelCallStyle.Global, call.Arguments);

        var qualified = QualifiedName(call.Target) is { } target ? $"{target}.{call.Function}" : "";
        return CelFunctions.Exists(qualified, CelCallStyle.Global)
            ? CompileFunction(call with { Function = qualified }, CelCallStyle.Global, call.Arguments)
            : CompileFunction(call, CelCallStyle.Member, call.Arguments.Insert(0, call.Target));
    }

    private CelNode CompileFunction(CallExpression call, CelCallStyle style, ImmutableArray<CelExpression> arguments)
    {
        var function = CelFunctions.Find(call.Function, style, arguments.Length) ?? throw UnknownFunction(call, style);
        ImmutableArray<CelNode> operands = [.. arguments.Select(Compile)];
        ImmutableArray<CelOverload> candidates = [.. function.Overloads.Where(overload =>
            (overload.First & operands[0].Kinds) != 0 && (operands.Length == 1 || (overload.Second & operands[1].Kinds) != 0))];
        if (candidates.IsEmpty) throw NoOverload(call, function, operands);

        var kinds = candidates.Aggregate(CelKinds.Nothing, (all, overload) => all | overload.Result);
        var node = operands.Length == 1
            ? new UnaryCallNode(call.Position, kinds, function, operands[0])
            : Specialized(call, function, candidates, operands) ?? new BinaryCallNode(call.Position, kinds, function, operands[0], operands[1]);
        var folded = Fold(node, operands.AsSpan());
        if (style == CelCallStyle.Global && IsLiteral(operands[0]) && operands.Length == 1 && folded is not ConstantNode) throw WrongLiteral(node);
        return folded;
    }

    /// <summary>A call whose literal second argument is prepared now; null when there is nothing to prepare.</summary>
    private static CelNode? Specialized(CallExpression call, CelFunction function, ImmutableArray<CelOverload> candidates, ImmutableArray<CelNode> operands)
    {
        if (candidates is not [{ Specialize: { } specialize } overload] || operands[1] is not ConstantNode literal || !IsLiteral(literal)) return null;

        var unary = specialize(literal.Value, out var problem) ?? throw new CelSourceException(literal.Position, CelCodes.Literal, problem);
        var prepared = CelFunction.Unary(function.Name, function.Style, (overload.First, overload.Result, unary));
        return Fold(new UnaryCallNode(call.Position, overload.Result, prepared, operands[0]), operands[0]);
    }

    /// <summary>Whether a value is known now and was not declared to be open by <c>dyn()</c>.</summary>
    private static bool IsLiteral(CelNode node) => node is ConstantNode && node.Kinds != CelKinds.Any;

    /// <summary>A literal that a conversion can never read is a mistake of the writer's.</summary>
    private static CelSourceException WrongLiteral(CelNode node)
    {
        var error = Evaluate(node).AsError;
        return new CelSourceException(error.Position, CelCodes.Literal, error.Message);
    }
}
