namespace Velro.Authorization.Policies.Cel.Values;

/// <summary>Ordering: of numbers across kinds, of the other ordered kinds within one.</summary>
internal readonly partial struct CelValue
{
    /// <summary>The kinds that have an order.</summary>
    public const CelKinds OrderedKinds =
        CelKinds.Bool | CelKinds.Number | CelKinds.String | CelKinds.Bytes | CelKinds.Timestamp | CelKinds.Duration;

    /// <summary>
    /// Compares two values. False: they have no order between them; <paramref name="isUnordered"/> then tells a NaN, which every
    /// comparison answers with false, from kinds that cannot be compared at all.
    /// </summary>
    public static bool TryCompare(in CelValue a, in CelValue b, out int order, out bool isUnordered)
    {
        isUnordered = false;
        if (a.IsNumber && b.IsNumber)
        {
            isUnordered = !TryCompareNumbers(a, b, out order);
            return !isUnordered;
        }

        order = 0;
        if (a.Kind != b.Kind) return false;
        switch (a.Kind)
        {
            case CelKind.Bool or CelKind.Duration: order = a._bits.CompareTo(b._bits); return true;
            case CelKind.String: order = CompareCodePoints(a.AsString, b.AsString); return true;
            case CelKind.Bytes: order = a.AsBytes.AsSpan().SequenceCompareTo(b.AsBytes); return true;
            case CelKind.Timestamp: order = a.AsTimestamp.CompareTo(b.AsTimestamp); return true;
            default: return false;
        }
    }

    /// <summary>
    /// Whole numbers compare exactly with one another, and as doubles with doubles, which the conformance vectors of the language ask for.
    /// False when a NaN is one of the two.
    /// </summary>
    private static bool TryCompareNumbers(in CelValue a, in CelValue b, out int order)
    {
        if (a.Kind == CelKind.Double || b.Kind == CelKind.Double)
        {
            var (x, y) = (a.ToDouble(), b.ToDouble());
            order = x < y ? -1 : x > y ? 1 : 0;
            return !double.IsNaN(x) && !double.IsNaN(y);
        }

        order = (a.Kind, b.Kind) switch
        {
            (CelKind.Int, CelKind.Int) => a.AsInt.CompareTo(b.AsInt),
            (CelKind.UInt, CelKind.UInt) => a.AsUInt.CompareTo(b.AsUInt),
            (CelKind.Int, _) => CompareWithUInt(a.AsInt, b.AsUInt),
            _ => -CompareWithUInt(b.AsInt, a.AsUInt),
        };
        return true;
    }

    private double ToDouble() => Kind switch
    {
        CelKind.Int => AsInt,
        CelKind.UInt => AsUInt,
        _ => AsDouble,
    };

    private static int CompareWithUInt(long a, ulong b) => a < 0 ? -1 : ((ulong)a).CompareTo(b);

    /// <summary>Orders by code point, which UTF-16 does not where it uses pairs.</summary>
    private static int CompareCodePoints(string a, string b)
    {
        var at = a.AsSpan().CommonPrefixLength(b);
        if (at == a.Length || at == b.Length) return a.Length.CompareTo(b.Length);

        var (x, y) = (a[at], b[at]);
        return char.IsSurrogate(x) == char.IsSurrogate(y) ? x.CompareTo(y) : char.IsSurrogate(x) ? 1 : -1;
    }
}
