using System.Collections.Immutable;
using Velro.Authorization.Policies.Cel.Nodes;
using Velro.Authorization.Policies.Cel.Values;

namespace Velro.Authorization.Policies.Cel.Functions;

/// <summary>Functions of strings, and <c>size</c>, which lists, maps and bytes have too. Strings are compared by code point, without a culture.</summary>
internal static class TextFunctions
{
    private static readonly (CelKinds, CelKinds, CelUnary)[] Sizes =
    [
        (CelKinds.String, CelKinds.Int, CountCodePoints),
        (CelKinds.Bytes, CelKinds.Int, static (ref f, at, in a) => CelValue.Of((long)a.AsBytes.Length)),
        (CelKinds.List, CelKinds.Int, static (ref f, at, in a) => CelValue.Of((long)a.AsList.Length)),
        (CelKinds.Map, CelKinds.Int, static (ref f, at, in a) => CelValue.Of((long)a.AsMap.Count)),
    ];

    public static readonly ImmutableArray<CelFunction> All =
    [
        CelFunction.Unary("size", CelCallStyle.Global, Sizes),
        CelFunction.Unary("size", CelCallStyle.Member, Sizes),
        Test("contains", static (text, part) => text.Contains(part, StringComparison.Ordinal)),
        Test("startsWith", static (text, part) => text.StartsWith(part, StringComparison.Ordinal)),
        Test("endsWith", static (text, part) => text.EndsWith(part, StringComparison.Ordinal)),
        CelFunction.Binary("matches", CelCallStyle.Global, (CelKinds.String, CelKinds.String, CelKinds.Bool, Matches)).Preparing(CompilePattern),
        CelFunction.Binary("matches", CelCallStyle.Member, (CelKinds.String, CelKinds.String, CelKinds.Bool, Matches)).Preparing(CompilePattern),
    ];

    private static CelFunction Test(string name, Func<string, string, bool> test) => CelFunction.Binary(
        name, CelCallStyle.Member,
        (CelKinds.String, CelKinds.String, CelKinds.Bool, (ref f, at, in a, in b) =>
            f.TrySpend(CelCost.OfLength(a.AsString.Length)) ? CelValue.Of(test(a.AsString, b.AsString)) : at.FailOnCost()));

    private static CelValue CountCodePoints(ref CelFrame frame, CelNode at, in CelValue a)
    {
        var text = a.AsString;
        if (!frame.TrySpend(CelCost.OfLength(text.Length))) return at.FailOnCost();

        var count = (long)text.Length;
        foreach (var c in text)
        {
            if (char.IsLowSurrogate(c)) count--;
        }

        return CelValue.Of(count);
    }

    private static CelUnary? CompilePattern(in CelValue pattern, out string problem) =>
        CelPattern.TryCompile(pattern.AsString, out var compiled, out problem)
            ? (ref f, at, in text) => compiled!.IsMatch(ref f, at, text.AsString)
            : null;

    /// <summary>A pattern that is only known now: compiled for this one call, at its price. Literal patterns are compiled on load.</summary>
    private static CelValue Matches(ref CelFrame frame, CelNode at, in CelValue text, in CelValue pattern)
    {
        if (!frame.TrySpend(CelLimits.PatternCost + (CelLimits.PatternCharacterCost * pattern.AsString.Length))) return at.FailOnCost();
        return CelPattern.TryCompile(pattern.AsString, out var compiled, out var problem)
            ? compiled!.IsMatch(ref frame, at, text.AsString)
            : at.Fail(CelCodes.InvalidArgument, problem);
    }
}
