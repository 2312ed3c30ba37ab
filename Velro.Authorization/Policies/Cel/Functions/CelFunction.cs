using System.Collections.Immutable;
using Velro.Authorization.Policies.Cel.Nodes;
using Velro.Authorization.Policies.Cel.Values;

namespace Velro.Authorization.Policies.Cel.Functions;

internal delegate CelValue CelUnary(ref CelFrame frame, CelNode at, in CelValue a);

internal delegate CelValue CelBinary(ref CelFrame frame, CelNode at, in CelValue a, in CelValue b);

/// <summary>What is left of a call whose second argument is a literal, or null with the reason why the literal is none that it takes.</summary>
internal delegate CelUnary? CelSpecialization(in CelValue second, out string problem);

/// <summary>How a function is written.</summary>
internal enum CelCallStyle : byte
{
    Operator,

    /// <summary><c>f(a)</c>.</summary>
    Global,

    /// <summary><c>a.f()</c>.</summary>
    Member,
}

/// <summary>One way to call a function: the kinds that it takes and gives. A member's first kind is what stands before the dot.</summary>
internal sealed record CelOverload
{
    public required CelKinds First { get; init; }

    /// <summary><see cref="CelKinds.Nothing"/> when there is no second argument.</summary>
    public CelKinds Second { get; init; }

    public required CelKinds Result { get; init; }

    public CelUnary? Unary { get; init; }

    public CelBinary? Binary { get; init; }

    /// <summary>Prepares the work of a literal second argument on load; null when there is nothing to prepare.</summary>
    public CelSpecialization? Specialize { get; init; }
}

/// <summary>A function or operator, with all its overloads of one number of arguments.</summary>
internal sealed record CelFunction(string Name, CelCallStyle Style, ImmutableArray<CelOverload> Overloads)
{
    public int Arity => Overloads[0].Unary is null ? 2 : 1;

    /// <summary>The name, as messages write it.</summary>
    public string Display => Style == CelCallStyle.Operator ? Name : $"{Name}()";

    public static CelFunction Unary(string name, CelCallStyle style, params ReadOnlySpan<(CelKinds First, CelKinds Result, CelUnary Run)> overloads)
    {
        var all = ImmutableArray.CreateBuilder<CelOverload>(overloads.Length);
        foreach (var (first, result, run) in overloads) all.Add(new CelOverload { First = first, Result = result, Unary = run });
        return new CelFunction(name, style, all.ToImmutable());
    }

    public static CelFunction Binary(
        string name, CelCallStyle style, params ReadOnlySpan<(CelKinds First, CelKinds Second, CelKinds Result, CelBinary Run)> overloads)
    {
        var all = ImmutableArray.CreateBuilder<CelOverload>(overloads.Length);
        foreach (var (first, second, result, run) in overloads)
            all.Add(new CelOverload { First = first, Second = second, Result = result, Binary = run });
        return new CelFunction(name, style, all.ToImmutable());
    }

    /// <summary>The same function, whose only overload prepares literals on load.</summary>
    public CelFunction Preparing(CelSpecialization specialize) => this with { Overloads = [Overloads[0] with { Specialize = specialize }] };
}
