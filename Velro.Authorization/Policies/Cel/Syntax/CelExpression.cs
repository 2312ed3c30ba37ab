using System.Collections.Immutable;
using Velro.Authorization.Policies.Cel.Values;

namespace Velro.Authorization.Policies.Cel.Syntax;

/// <summary>A node of the syntax tree. <paramref name="Depth"/> is the height of the tree below it, so that no walk over it can overflow the stack.</summary>
internal abstract record CelExpression(CelPosition Position, int Depth)
{
    public static int DepthOver(params ReadOnlySpan<CelExpression> children)
    {
        var depth = 0;
        foreach (var child in children) depth = Math.Max(depth, child.Depth);
        return depth + 1;
    }
}

internal sealed record LiteralExpression(CelPosition Position, CelValue Value) : CelExpression(Position, 1);

/// <param name="Position">Where the name begins.</param>
/// <param name="Name">The name.</param>
/// <param name="IsRooted">Written with a leading dot: never a variable of a macro.</param>
internal sealed record NameExpression(CelPosition Position, string Name, bool IsRooted) : CelExpression(Position, 1);

/// <param name="Position">Where the field's name begins.</param>
/// <param name="Operand">What has the field.</param>
/// <param name="Field">Its name.</param>
/// <param name="IsTest">Whether this is <c>has(operand.field)</c>.</param>
internal sealed record SelectExpression(CelPosition Position, CelExpression Operand, string Field, bool IsTest)
    : CelExpression(Position, DepthOver(Operand));

/// <summary>An operator or function. The names of operators are their symbols.</summary>
internal sealed record CallExpression(CelPosition Position, string Function, CelExpression? Target, ImmutableArray<CelExpression> Arguments)
    : CelExpression(Position, Math.Max(DepthOver(Arguments.AsSpan()), Target is null ? 0 : Target.Depth + 1));

/// <summary><c>&amp;&amp;</c> or <c>||</c> over two or more terms.</summary>
internal sealed record LogicalExpression(CelPosition Position, bool IsAnd, ImmutableArray<CelExpression> Terms)
    : CelExpression(Position, DepthOver(Terms.AsSpan()));

internal sealed record ConditionalExpression(CelPosition Position, CelExpression Condition, CelExpression WhenTrue, CelExpression WhenFalse)
    : CelExpression(Position, DepthOver(Condition, WhenTrue, WhenFalse));

internal sealed record ListExpression(CelPosition Position, ImmutableArray<CelExpression> Items)
    : CelExpression(Position, DepthOver(Items.AsSpan()));

/// <summary>A map literal: keys and values in turn.</summary>
internal sealed record MapExpression(CelPosition Position, ImmutableArray<CelExpression> KeysAndValues)
    : CelExpression(Position, DepthOver(KeysAndValues.AsSpan()));

internal enum CelMacro : byte
{
    All,
    Exists,
    ExistsOne,
    Filter,
    Map,
}

/// <summary>A macro that binds a variable to each element in turn. <c>filter</c> has no transform, <c>map</c> may have no predicate.</summary>
internal sealed record MacroExpression(
    CelPosition Position, CelMacro Macro, CelExpression Range, string Variable, CelExpression? Predicate, CelExpression? Transform)
    : CelExpression(Position, DepthOver(Range, Predicate ?? Range, Transform ?? Range));
