namespace Velro.Authorization.Policies.Cel.Values;

/// <summary>Ordering: of numbers across kinds, of the other ordered kinds within one.</summary>
internal readonly partial struct CelValue
{
    private const double TwoTo63 = 9223372036854775808.0;
    private const double TwoTo64 = 18446744073709551616.0;

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

    /// <summary>Exact, also beyond the 53 bits of a double. False when a NaN is one of the two.</summary>
    private static bool TryCompareNumbers(in CelValue a, in CelValue b, out int order)
    {
        if (a.Kind == CelKind.Double && b.Kind == CelKind.Double)
        {
            order = a.AsDouble.CompareTo(b.AsDouble);
            if (a.AsDouble == b.AsDouble) order = 0;
            return !double.IsNaN(a.AsDouble) && !double.IsNaN(b.AsDouble);
        }

        if (b.Kind == CelKind.Double) return TryCompareWithDouble(a, b.AsDouble, out order);
        if (a.Kind == CelKind.Double)
        {
            var isOrdered = TryCompareWithDouble(b, a.AsDouble, out order);
            order = -order;
            return isOrdered;
        }

        order = a.Kind == b.Kind
            ? a.Kind == CelKind.Int ? a.AsInt.CompareTo(b.AsInt) : a.AsUInt.CompareTo(b.AsUInt)
            : a.Kind == CelKind.Int ? CompareWithUInt(a.AsInt, b.AsUInt) : -CompareWithUInt(b.AsInt, a.AsUInt);
        return true;
    }

    private static int CompareWithUInt(long a, ulong b) => a < 0 ? -1 : ((ulong)a).CompareTo(b);

    private static bool TryCompareWithDouble(in CelValue integer, double other, out int order)
    {
        order = 0;
        if (double.IsNaN(other)) return false;

        var isSigned = integer.Kind == CelKind.Int;
        if (other >= (isSigned ? TwoTo63 : TwoTo64)) order = -1;
        else if (other < (isSigned ? -TwoTo63 : 0)) order = 1;
        else
        {
            var whole = Math.Truncate(other);
            order = isSigned ? integer.AsInt.CompareTo((long)whole) : integer.AsUInt.CompareTo((ulong)whole);
            if (order == 0) order = whole.CompareTo(other);
        }

        return true;
    }

    /// <summary>Orders by code point, which UTF-16 does not where it uses pairs.</summary>
    private static int CompareCodePoints(string a, string b)
    {
        var at = a.AsSpan().CommonPrefixLength(b);
        if (at == a.Length || at == b.Length) return a.Length.CompareTo(b.Length);

        var (x, y) = (a[at], b[at]);
        return char.IsSurrogate(x) == char.IsSurrogate(y) ? x.CompareTo(y) : char.IsSurrogate(x) ? 1 : -1;
    }
}
