namespace Velro.Authorization.Policies.Cel.Values;

/// <summary>What a value is.</summary>
internal enum CelKind : byte
{
    /// <summary>No value: the evaluation failed. First, so that a value that was never set is an error.</summary>
    Error,
    Null,
    Bool,
    Int,
    UInt,
    Double,
    String,
    Bytes,
    List,
    Map,
    Timestamp,
    Duration,
    Type,
    Ip,
    Cidr,
}

/// <summary>What an expression can be, as far as it is known before the evaluation.</summary>
[Flags]
internal enum CelKinds : ushort
{
    Nothing = 0,
    Null = 1 << CelKind.Null,
    Bool = 1 << CelKind.Bool,
    Int = 1 << CelKind.Int,
    UInt = 1 << CelKind.UInt,
    Double = 1 << CelKind.Double,
    String = 1 << CelKind.String,
    Bytes = 1 << CelKind.Bytes,
    List = 1 << CelKind.List,
    Map = 1 << CelKind.Map,
    Timestamp = 1 << CelKind.Timestamp,
    Duration = 1 << CelKind.Duration,
    Type = 1 << CelKind.Type,
    Ip = 1 << CelKind.Ip,
    Cidr = 1 << CelKind.Cidr,
    Number = Int | UInt | Double,
    Any = Null | Bool | Number | String | Bytes | List | Map | Timestamp | Duration | Type | Ip | Cidr,
}

/// <summary>The names of kinds, as the language has them.</summary>
internal static class CelKindNames
{
    private static readonly string[] Names =
    [
        "error", "null_type", "bool", "int", "uint", "double", "string", "bytes", "list", "map", "google.protobuf.Timestamp",
        "google.protobuf.Duration", "type", "net.IP", "net.CIDR",
    ];

    public static string NameOf(CelKind kind) => Names[(int)kind];

    public static CelKinds AsKinds(this CelKind kind) => (CelKinds)(1 << (int)kind);

    /// <summary>The kind that a type name denotes.</summary>
    public static bool TryParse(string name, out CelKind kind)
    {
        var index = Array.IndexOf(Names, name, 1);
        kind = index < 0 ? CelKind.Error : (CelKind)index;
        return index >= 0;
    }

    /// <summary>A phrase for messages: <c>int or string</c>.</summary>
    public static string Describe(CelKinds kinds) => kinds == CelKinds.Any
        ? "any value"
        : string.Join(" or ", Enumerable.Range(1, Names.Length - 1).Where(kind => kinds.HasFlag((CelKinds)(1 << kind))).Select(kind => Short((CelKind)kind)));

    private static string Short(CelKind kind) => kind switch
    {
        CelKind.Null => "null",
        CelKind.Timestamp => "timestamp",
        CelKind.Duration => "duration",
        _ => NameOf(kind),
    };
}
