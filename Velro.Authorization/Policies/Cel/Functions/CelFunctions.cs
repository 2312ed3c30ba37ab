using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Velro.Authorization.Policies.Cel.Functions;

/// <summary>Every function and operator of the language that is a matter of tables. The rest (logic, relations, access) are nodes.</summary>
internal static class CelFunctions
{
    public static readonly ImmutableArray<CelFunction> All =
        [.. ArithmeticFunctions.All, .. ConversionFunctions.All, .. TextFunctions.All, .. TimeFunctions.All, .. NetworkFunctions.All];

    private static readonly FrozenDictionary<(string Name, CelCallStyle Style, int Arity), CelFunction> ByKey =
        All.ToFrozenDictionary(function => (function.Name, function.Style, function.Arity));

    private static readonly FrozenSet<string> GlobalNames = NamesOf(CelCallStyle.Global);
    private static readonly FrozenSet<string> MemberNames = NamesOf(CelCallStyle.Member);

    public static CelFunction? Find(string name, CelCallStyle style, int arity) => ByKey.GetValueOrDefault((name, style, arity));

    /// <summary>Whether a function has this name, with any number of arguments.</summary>
    public static bool Exists(string name, CelCallStyle style) => (style == CelCallStyle.Member ? MemberNames : GlobalNames).Contains(name);

    private static FrozenSet<string> NamesOf(CelCallStyle style) =>
        All.Where(function => function.Style == style).Select(function => function.Name).ToFrozenSet(StringComparer.Ordinal);
}
