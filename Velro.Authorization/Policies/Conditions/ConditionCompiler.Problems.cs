using System.Collections.Immutable;
using Velro.Authorization.Policies.Cel;
using Velro.Authorization.Policies.Cel.Functions;
using Velro.Authorization.Policies.Cel.Nodes;
using Velro.Authorization.Policies.Cel.Syntax;
using Velro.Authorization.Policies.Cel.Values;

namespace Velro.Authorization.Policies.Conditions;

/// <summary>What is said of calls that cannot be.</summary>
internal sealed partial class ConditionCompiler
{
    private static CelSourceException UnknownFunction(CallExpression call, CelCallStyle style)
    {
        var name = call.Function;
        if (CelFunctions.Exists(name, style))
        {
            var forms = CelFunctions.All.Where(function => function.Name == name && function.Style == style).SelectMany(FormsOf);
            return new CelSourceException(call.Position, CelCodes.Arguments, $"{name}() is written {string.Join(" or ", forms.Distinct())}.");
        }

        var other = style == CelCallStyle.Member ? CelCallStyle.Global : CelCallStyle.Member;
        var hint = CelFunctions.Exists(name, other)
            ? other == CelCallStyle.Global ? $"; it is written {name}(…), not after a dot" : $"; it is written value.{name}(…), after a dot"
            : "";
        return new CelSourceException(call.Position, CelCodes.UnknownFunction, $"There is no function {name}(){hint}.");
    }

    private static CelSourceException NoOverload(CallExpression call, CelFunction function, ImmutableArray<CelNode> operands)
    {
        var given = string.Join(" and ", operands.Select(operand => CelKindNames.Describe(operand.Kinds)));
        var forms = string.Join(", ", FormsOf(function));
        var numbers = operands.Length == 2 && AreNumbers(operands[0], operands[1]) ? " Numbers of different kinds do not mix; convert one with int(), uint() or double()." : "";
        return new CelSourceException(call.Position, CelCodes.Type, $"{function.Display} does not take {given}; it is written {forms}.{numbers}");
    }

    /// <summary>The ways to write a call, such as <c>string.contains(string)</c>.</summary>
    private static IEnumerable<string> FormsOf(CelFunction function) => function.Overloads.Select(overload =>
    {
        var first = CelKindNames.Describe(overload.First);
        var second = CelKindNames.Describe(overload.Second);
        return (function.Style, function.Arity) switch
        {
            (CelCallStyle.Operator, 1) => $"{function.Name}{first}",
            (CelCallStyle.Operator, _) => $"{first} {function.Name} {second}",
            (CelCallStyle.Global, 1) => $"{function.Name}({first})",
            (CelCallStyle.Global, _) => $"{function.Name}({first}, {second})",
            (_, 1) => $"{first}.{function.Name}()",
            _ => $"{first}.{function.Name}({second})",
        };
    });
}
