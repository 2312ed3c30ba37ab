namespace Velro.Authorization.Policies.Cel;

/// <summary>The bounds that keep a hostile condition from costing more than a decision may cost.</summary>
internal static class CelLimits
{
    /// <summary>The longest source, in UTF-16 units.</summary>
    public const int SourceLength = 16_384;

    /// <summary>How deep expressions nest, as they are written and as a tree. The language asks for 32 at least.</summary>
    public const int Depth = 160;

    /// <summary>How many macros that bind a variable may stand within one another.</summary>
    public const int NestedMacros = 8;

    /// <summary>
    /// What one evaluation may cost. One unit is one operator, call, selection or element visited; texts and bytes that are read or made
    /// cost one more for each 16 of their elements (a text that is matched: for each 4), and a pattern that is not a literal costs
    /// <see cref="PatternCost"/> and <see cref="PatternCharacterCost"/> for each of its characters.
    /// </summary>
    public const long EvaluationCost = 100_000;

    /// <summary>The cost of compiling a pattern that is only known during the evaluation.</summary>
    public const long PatternCost = 2_000;

    /// <summary>The cost of compiling each character of such a pattern.</summary>
    public const long PatternCharacterCost = 50;

    /// <summary>The cost of looking for a time zone that is only known during the evaluation.</summary>
    public const long TimeZoneCost = 200;
}
