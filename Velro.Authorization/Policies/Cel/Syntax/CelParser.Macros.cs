using System.Collections.Immutable;

namespace Velro.Authorization.Policies.Cel.Syntax;

/// <summary>Macros: calls whose arguments are not values.</summary>
internal sealed partial class CelParser
{
    /// <summary>The macro that a call is; null for an ordinary call.</summary>
    private static CelExpression? Macro(CelExpression? target, CelToken name, ImmutableArray<CelExpression> arguments)
    {
        if (target is null) return name.Text == "has" ? Has(name, arguments) : null;
        return (name.Text, arguments.Length) switch
        {
            ("all", 2) => Binding(CelMacro.All, target, name, arguments, arguments[1], null),
            ("exists", 2) => Binding(CelMacro.Exists, target, name, arguments, arguments[1], null),
            ("exists_one" or "existsOne", 2) => Binding(CelMacro.ExistsOne, target, name, arguments, arguments[1], null),
            ("filter", 2) => Binding(CelMacro.Filter, target, name, arguments, arguments[1], null),
            ("map", 2) => Binding(CelMacro.Map, target, name, arguments, null, arguments[1]),
            ("map", 3) => Binding(CelMacro.Map, target, name, arguments, arguments[1], arguments[2]),
            ("all" or "exists" or "exists_one" or "existsOne" or "filter", _) => throw Wrong(name, $"{name.Text}() takes a variable and a condition: list.{name.Text}(x, x > 0)."),
            ("map", _) => throw Wrong(name, "map() takes a variable, perhaps a condition, and a value: list.map(x, x > 0, x + 1)."),
            _ => null,
        };
    }

    private static SelectExpression Has(CelToken name, ImmutableArray<CelExpression> arguments) =>
        arguments is [SelectExpression { IsTest: false } field]
            ? field with { IsTest = true }
            : throw Wrong(name, "has() takes one field, such as has(resource.properties.status).");

    private static MacroExpression Binding(
        CelMacro macro, CelExpression range, CelToken name, ImmutableArray<CelExpression> arguments, CelExpression? predicate, CelExpression? transform) =>
        arguments[0] is NameExpression { IsRooted: false } variable
            ? new MacroExpression(name.Position, macro, range, variable.Name, predicate, transform)
            : throw Wrong(name, $"The first argument of {name.Text}() is the name of a new variable, such as x.");

    private static CelSourceException Wrong(CelToken name, string message) => new(name.Position, CelCodes.Arguments, message);
}
