using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Velro.Authorization.Policies.Cel.Nodes;
using Velro.Authorization.Policies.Cel.Values;

namespace Velro.Authorization.Policies.Cel.Functions;

/// <summary>Conversions between kinds, <c>type</c> and <c>dyn</c>. What does not fit the target is an error, never rounded into it.</summary>
internal static class ConversionFunctions
{
    private const double TwoTo63 = 9223372036854775808.0;
    private const double TwoTo64 = 18446744073709551616.0;
    private const NumberStyles SignedInteger = NumberStyles.AllowLeadingSign;
    private const NumberStyles Decimal = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static readonly ImmutableArray<CelFunction> All =
    [
        CelFunction.Unary("int", CelCallStyle.Global,
            (CelKinds.Int, CelKinds.Int, Same),
            (CelKinds.UInt, CelKinds.Int, static (ref f, at, in a) => a.AsUInt <= long.MaxValue ? CelValue.Of((long)a.AsUInt) : OutOfRange(at, "int")),
            (CelKinds.Double, CelKinds.Int, static (ref f, at, in a) =>
                a.AsDouble is > -TwoTo63 and < TwoTo63 ? CelValue.Of((long)a.AsDouble) : OutOfRange(at, "int")),
            (CelKinds.String, CelKinds.Int, static (ref f, at, in a) =>
                long.TryParse(a.AsString, SignedInteger, CultureInfo.InvariantCulture, out var value) ? CelValue.Of(value) : Unreadable(at, "int")),
            (CelKinds.Timestamp, CelKinds.Int, static (ref f, at, in a) => CelValue.Of(a.AsTimestamp.Seconds))),

        CelFunction.Unary("uint", CelCallStyle.Global,
            (CelKinds.UInt, CelKinds.UInt, Same),
            (CelKinds.Int, CelKinds.UInt, static (ref f, at, in a) => a.AsInt >= 0 ? CelValue.Of((ulong)a.AsInt) : OutOfRange(at, "uint")),
            (CelKinds.Double, CelKinds.UInt, static (ref f, at, in a) =>
                a.AsDouble is >= 0 and < TwoTo64 ? CelValue.Of((ulong)a.AsDouble) : OutOfRange(at, "uint")),
            (CelKinds.String, CelKinds.UInt, static (ref f, at, in a) =>
                ulong.TryParse(a.AsString, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? CelValue.Of(value) : Unreadable(at, "uint"))),

        CelFunction.Unary("double", CelCallStyle.Global,
            (CelKinds.Double, CelKinds.Double, Same),
            (CelKinds.Int, CelKinds.Double, static (ref f, at, in a) => CelValue.Of((double)a.AsInt)),
            (CelKinds.UInt, CelKinds.Double, static (ref f, at, in a) => CelValue.Of((double)a.AsUInt)),
            (CelKinds.String, CelKinds.Double, static (ref f, at, in a) => ReadDouble(at, a.AsString))),

        CelFunction.Unary("bool", CelCallStyle.Global,
            (CelKinds.Bool, CelKinds.Bool, Same),
            (CelKinds.String, CelKinds.Bool, static (ref f, at, in a) => a.AsString switch
            {
                "1" or "t" or "T" or "true" or "TRUE" or "True" => CelValue.True,
                "0" or "f" or "F" or "false" or "FALSE" or "False" => CelValue.False,
                _ => Unreadable(at, "bool"),
            })),

        CelFunction.Unary("string", CelCallStyle.Global,
            (CelKinds.String, CelKinds.String, Same),
            (CelKinds.Bool, CelKinds.String, static (ref f, at, in a) => CelValue.Of(a.AsBool ? "true" : "false")),
            (CelKinds.Int, CelKinds.String, static (ref f, at, in a) => CelValue.Of(a.AsInt.ToString(CultureInfo.InvariantCulture))),
            (CelKinds.UInt, CelKinds.String, static (ref f, at, in a) => CelValue.Of(a.AsUInt.ToString(CultureInfo.InvariantCulture))),
            (CelKinds.Double, CelKinds.String, static (ref f, at, in a) => CelValue.Of(a.AsDouble.ToString("R", CultureInfo.InvariantCulture).Replace('E', 'e'))),
            (CelKinds.Bytes, CelKinds.String, DecodeText),
            (CelKinds.Timestamp, CelKinds.String, static (ref f, at, in a) => CelValue.Of(CelTimeText.Write(a.AsTimestamp))),
            (CelKinds.Duration, CelKinds.String, static (ref f, at, in a) => CelValue.Of(CelTimeText.WriteDuration(a.AsDuration))),
            (CelKinds.Ip, CelKinds.String, static (ref f, at, in a) => CelValue.Of(a.AsIp.ToString())),
            (CelKinds.Cidr, CelKinds.String, static (ref f, at, in a) => CelValue.Of(a.AsCidr.ToString()))),

        CelFunction.Unary("bytes", CelCallStyle.Global,
            (CelKinds.Bytes, CelKinds.Bytes, Same),
            (CelKinds.String, CelKinds.Bytes, static (ref f, at, in a) =>
                f.TrySpend(CelCost.OfLength(a.AsString.Length)) ? CelValue.Of(Encoding.UTF8.GetBytes(a.AsString)) : at.FailOnCost())),

        CelFunction.Unary("type", CelCallStyle.Global, (CelKinds.Any, CelKinds.Type, static (ref f, at, in a) => CelValue.OfType(a.Kind))),
        CelFunction.Unary("dyn", CelCallStyle.Global, (CelKinds.Any, CelKinds.Any, Same)),
    ];

    public static CelValue Same(ref CelFrame frame, CelNode at, in CelValue a) => a;

    public static CelValue Unreadable(CelNode at, string kind) => at.Fail(CelCodes.InvalidArgument, $"The string cannot be read as {kind}.");

    private static CelValue OutOfRange(CelNode at, string kind) => at.Fail(CelCodes.Overflow, $"The number is beyond the range of {kind}.");

    private static CelValue ReadDouble(CelNode at, string text)
    {
        if (!double.TryParse(text, Decimal, CultureInfo.InvariantCulture, out var value)) return Unreadable(at, "double");
        return double.IsFinite(value) || char.IsAsciiLetter(text[^1]) ? CelValue.Of(value) : OutOfRange(at, "double");
    }

    private static CelValue DecodeText(ref CelFrame frame, CelNode at, in CelValue a)
    {
        if (!frame.TrySpend(CelCost.OfLength(a.AsBytes.Length))) return at.FailOnCost();
        try
        {
            return CelValue.Of(StrictUtf8.GetString(a.AsBytes));
        }
        catch (DecoderFallbackException)
        {
            return at.Fail(CelCodes.InvalidArgument, "The bytes are not text in UTF-8.");
        }
    }
}
