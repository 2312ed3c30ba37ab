namespace Velro.Authorization.Policies.Cel.Values;

/// <summary>Which values may be keys.</summary>
internal static class CelMapKeys
{
    public const CelKinds Kinds = CelKinds.Bool | CelKinds.Int | CelKinds.UInt | CelKinds.String;

    public static bool CanBe(in CelValue key) => (Kinds & key.Kind.AsKinds()) != 0;

    /// <summary>A double may be sought: it finds the whole number that it equals.</summary>
    public static bool CanBeSought(in CelValue key) => CanBe(key) || key.Kind == CelKind.Double;
}
