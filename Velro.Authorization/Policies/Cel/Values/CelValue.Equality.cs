namespace Velro.Authorization.Policies.Cel.Values;

/// <summary>Equality across kinds: numbers stand on one line, other kinds equal only their own.</summary>
internal readonly partial struct CelValue
{
    /// <summary>Whether two values, neither of them an error, are equal.</summary>
    public static bool AreEqual(in CelValue a, in CelValue b)
    {
        if (a.Kind == CelKind.String && b.Kind == CelKind.String) return string.Equals(a.AsString, b.AsString, StringComparison.Ordinal);
        if (a.Kind != b.Kind) return a.IsNumber && b.IsNumber && TryCompareNumbers(a, b, out var order) && order == 0;
        return a.Kind switch
        {
            CelKind.Null => true,
            CelKind.Double => a.AsDouble == b.AsDouble,
            CelKind.Bool or CelKind.Int or CelKind.UInt or CelKind.Duration or CelKind.Type => a._bits == b._bits,
            CelKind.Timestamp => a._bits == b._bits && a._nanos == b._nanos,
            CelKind.Bytes => a.AsBytes.AsSpan().SequenceEqual(b.AsBytes),
            CelKind.List => AreEqual(a.AsList, b.AsList),
            CelKind.Map => CelMap.AreEqual(a.AsMap, b.AsMap),
            CelKind.Ip => a.AsIp == b.AsIp,
            CelKind.Cidr => a.AsCidr == b.AsCidr,
            _ => false,
        };
    }

    public bool IsNumber => Kind is CelKind.Int or CelKind.UInt or CelKind.Double;

    private static bool AreEqual(CelValue[] a, CelValue[] b)
    {
        if (a.Length != b.Length) return false;
        for (var i = 0; i < a.Length; i++)
        {
            if (!AreEqual(a[i], b[i])) return false;
        }

        return true;
    }
}
