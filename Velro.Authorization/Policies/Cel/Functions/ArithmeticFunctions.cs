using System.Collections.Immutable;
using Velro.Authorization.Policies.Cel.Nodes;
using Velro.Authorization.Policies.Cel.Values;

namespace Velro.Authorization.Policies.Cel.Functions;

/// <summary>The arithmetic operators. Numbers of different kinds do not mix; what does not fit is an error, never wrapped.</summary>
internal static class ArithmeticFunctions
{
    private const CelKinds Int = CelKinds.Int;
    private const CelKinds UInt = CelKinds.UInt;
    private const CelKinds Double = CelKinds.Double;
    private const CelKinds Timestamp = CelKinds.Timestamp;
    private const CelKinds Duration = CelKinds.Duration;

    public static readonly ImmutableArray<CelFunction> All =
    [
        CelFunction.Binary("+", CelCallStyle.Operator,
            (Int, Int, Int, static (ref f, at, in a, in b) => Checked(at, (Int128)a.AsInt + b.AsInt)),
            (UInt, UInt, UInt, static (ref f, at, in a, in b) => CheckedUnsigned(at, (Int128)a.AsUInt + b.AsUInt)),
            (Double, Double, Double, static (ref f, at, in a, in b) => CelValue.Of(a.AsDouble + b.AsDouble)),
            (CelKinds.String, CelKinds.String, CelKinds.String, JoinTexts),
            (CelKinds.Bytes, CelKinds.Bytes, CelKinds.Bytes, JoinBytes),
            (CelKinds.List, CelKinds.List, CelKinds.List, JoinLists),
            (Timestamp, Duration, Timestamp, static (ref f, at, in a, in b) => Move(at, a.AsTimestamp, b.AsDuration)),
            (Duration, Timestamp, Timestamp, static (ref f, at, in a, in b) => Move(at, b.AsTimestamp, a.AsDuration)),
            (Duration, Duration, Duration, static (ref f, at, in a, in b) => CheckedDuration(at, (Int128)a.AsDuration + b.AsDuration))),

        CelFunction.Binary("-", CelCallStyle.Operator,
            (Int, Int, Int, static (ref f, at, in a, in b) => Checked(at, (Int128)a.AsInt - b.AsInt)),
            (UInt, UInt, UInt, static (ref f, at, in a, in b) => CheckedUnsigned(at, (Int128)a.AsUInt - b.AsUInt)),
            (Double, Double, Double, static (ref f, at, in a, in b) => CelValue.Of(a.AsDouble - b.AsDouble)),
            (Timestamp, Timestamp, Duration, static (ref f, at, in a, in b) =>
                a.AsTimestamp.TrySubtract(b.AsTimestamp, out var nanos) ? CelValue.OfDuration(nanos) : Overflow(at)),
            (Timestamp, Duration, Timestamp, static (ref f, at, in a, in b) =>
                b.AsDuration == long.MinValue ? Overflow(at) : Move(at, a.AsTimestamp, -b.AsDuration)),
            (Duration, Duration, Duration, static (ref f, at, in a, in b) => CheckedDuration(at, (Int128)a.AsDuration - b.AsDuration))),

        CelFunction.Binary("*", CelCallStyle.Operator,
            (Int, Int, Int, static (ref f, at, in a, in b) => Checked(at, (Int128)a.AsInt * b.AsInt)),
            (UInt, UInt, UInt, static (ref f, at, in a, in b) => CheckedProduct(at, a.AsUInt, b.AsUInt)),
            (Double, Double, Double, static (ref f, at, in a, in b) => CelValue.Of(a.AsDouble * b.AsDouble))),

        CelFunction.Binary("/", CelCallStyle.Operator,
            (Int, Int, Int, static (ref f, at, in a, in b) => b.AsInt == 0 ? ByZero(at) : Checked(at, (Int128)a.AsInt / b.AsInt)),
            (UInt, UInt, UInt, static (ref f, at, in a, in b) => b.AsUInt == 0 ? ByZero(at) : CelValue.Of(a.AsUInt / b.AsUInt)),
            (Double, Double, Double, static (ref f, at, in a, in b) => CelValue.Of(a.AsDouble / b.AsDouble))),

        CelFunction.Binary("%", CelCallStyle.Operator,
            (Int, Int, Int, static (ref f, at, in a, in b) => Remainder(at, a.AsInt, b.AsInt)),
            (UInt, UInt, UInt, static (ref f, at, in a, in b) => b.AsUInt == 0 ? ByZero(at) : CelValue.Of(a.AsUInt % b.AsUInt))),

        CelFunction.Unary("-", CelCallStyle.Operator,
            (Int, Int, static (ref f, at, in a) => Checked(at, -(Int128)a.AsInt)),
            (Double, Double, static (ref f, at, in a) => CelValue.Of(-a.AsDouble))),
    ];

    private static CelValue Checked(CelNode at, Int128 value) =>
        value >= long.MinValue && value <= long.MaxValue ? CelValue.Of((long)value) : Overflow(at);

    private static CelValue CheckedDuration(CelNode at, Int128 value) =>
        value >= long.MinValue && value <= long.MaxValue ? CelValue.OfDuration((long)value) : Overflow(at);

    private static CelValue CheckedUnsigned(CelNode at, Int128 value) =>
        value >= 0 && value <= ulong.MaxValue ? CelValue.Of((ulong)value) : Overflow(at);

    private static CelValue CheckedProduct(CelNode at, ulong a, ulong b) =>
        Math.BigMul(a, b, out var low) == 0 ? CelValue.Of(low) : Overflow(at);

    /// <summary>The lowest int has no remainder by -1 in the language, as its quotient has none.</summary>
    private static CelValue Remainder(CelNode at, long a, long b)
    {
        if (b == 0) return ByZero(at);
        if (b == -1) return a == long.MinValue ? Overflow(at) : CelValue.Of(0L);
        return CelValue.Of(a % b);
    }

    private static CelValue Move(CelNode at, CelTimestamp instant, long nanos) =>
        instant.TryAdd(nanos, out var moved) ? CelValue.Of(moved) : Overflow(at);

    private static CelValue JoinTexts(ref CelFrame frame, CelNode at, in CelValue a, in CelValue b) =>
        frame.TrySpend(CelCost.OfLength((long)a.AsString.Length + b.AsString.Length)) ? CelValue.Of(a.AsString + b.AsString) : at.FailOnCost();

    private static CelValue JoinBytes(ref CelFrame frame, CelNode at, in CelValue a, in CelValue b) =>
        frame.TrySpend(CelCost.OfLength((long)a.AsBytes.Length + b.AsBytes.Length)) ? CelValue.Of((byte[])[.. a.AsBytes, .. b.AsBytes]) : at.FailOnCost();

    private static CelValue JoinLists(ref CelFrame frame, CelNode at, in CelValue a, in CelValue b) =>
        frame.TrySpend((long)a.AsList.Length + b.AsList.Length) ? CelValue.Of((CelValue[])[.. a.AsList, .. b.AsList]) : at.FailOnCost();

    private static CelValue Overflow(CelNode at) => at.Fail(CelCodes.Overflow, "The result is beyond the range of its kind.");

    private static CelValue ByZero(CelNode at) => at.Fail(CelCodes.DivisionByZero, "Division by zero.");
}
