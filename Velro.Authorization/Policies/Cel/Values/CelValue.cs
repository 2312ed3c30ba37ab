using System.Runtime.CompilerServices;

namespace Velro.Authorization.Policies.Cel.Values;

/// <summary>A value of the language, or an error. Numbers, truth values and instants are held in place; nothing is boxed.</summary>
internal readonly partial struct CelValue
{
    private readonly object? _reference;
    private readonly long _bits;
    private readonly int _nanos;

    private CelValue(CelKind kind, long bits = 0, object? reference = null, int nanos = 0)
    {
        _reference = reference;
        _bits = bits;
        _nanos = nanos;
        Kind = kind;
    }

    public static readonly CelValue Null = new(CelKind.Null);
    public static readonly CelValue True = new(CelKind.Bool, 1);
    public static readonly CelValue False = new(CelKind.Bool);

    public CelKind Kind { get; }

    public bool IsError => Kind == CelKind.Error;

    public bool IsTrue => Kind == CelKind.Bool && _bits != 0;

    public bool IsFalse => Kind == CelKind.Bool && _bits == 0;

    /// <summary>Whether it takes longer to read the more there is of it.</summary>
    public bool HasSize => Kind is CelKind.String or CelKind.Bytes or CelKind.List or CelKind.Map;

    public static CelValue Of(bool value) => new(CelKind.Bool, value ? 1 : 0);

    public static CelValue Of(long value) => new(CelKind.Int, value);

    public static CelValue Of(ulong value) => new(CelKind.UInt, unchecked((long)value));

    public static CelValue Of(double value) => new(CelKind.Double, BitConverter.DoubleToInt64Bits(value));

    public static CelValue Of(string value) => new(CelKind.String, 0, value);

    /// <summary>Takes over the array; nobody may change it afterwards.</summary>
    public static CelValue Of(byte[] value) => new(CelKind.Bytes, 0, value);

    /// <summary>Takes over the array; nobody may change it afterwards.</summary>
    public static CelValue Of(CelValue[] items) => new(CelKind.List, 0, items);

    public static CelValue Of(CelMap map) => new(CelKind.Map, 0, map);

    public static CelValue Of(CelTimestamp value) => new(CelKind.Timestamp, value.Seconds, null, value.Nanos);

    public static CelValue OfDuration(long nanoseconds) => new(CelKind.Duration, nanoseconds);

    public static CelValue OfType(CelKind kind) => new(CelKind.Type, (long)kind);

    public static CelValue Of(NetworkAddress address) => address.IsV4
        ? new CelValue(CelKind.Ip, (long)address.Bits)
        : new CelValue(CelKind.Ip, 0, (object)address);

    public static CelValue Of(NetworkRange range) => new(CelKind.Cidr, 0, range);

    public static CelValue Of(CelError error) => new(CelKind.Error, 0, error);

    // Each of these holds only for the kind in its name.
    public bool AsBool => _bits != 0;

    public long AsInt => _bits;

    public ulong AsUInt => unchecked((ulong)_bits);

    public double AsDouble => BitConverter.Int64BitsToDouble(_bits);

    public string AsString => Unsafe.As<string>(_reference!);

    public byte[] AsBytes => Unsafe.As<byte[]>(_reference!);

    public CelValue[] AsList => Unsafe.As<CelValue[]>(_reference!);

    public CelMap AsMap => Unsafe.As<CelMap>(_reference!);

    public CelTimestamp AsTimestamp => new(_bits, _nanos);

    public long AsDuration => _bits;

    public CelKind AsType => (CelKind)_bits;

    public NetworkAddress AsIp => _reference is NetworkAddress address ? address : NetworkAddress.V4((uint)_bits);

    public NetworkRange AsCidr => Unsafe.As<NetworkRange>(_reference!);

    public CelError AsError => _reference as CelError ?? CelError.Unset;
}
