using Velro.Authorization.Policies.Cel.Values;

namespace Velro.Authorization.Policies.Cel.Syntax;

internal enum CelTokenKind : byte
{
    End,
    Identifier,

    /// <summary>A field name between backticks.</summary>
    QuotedIdentifier,
    Literal,

    /// <summary>An operator or a bracket; its text says which.</summary>
    Symbol,
}

/// <summary>One lexical element.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">As written; of a quoted identifier what stands between the backticks.</param>
/// <param name="Value">Of a literal.</param>
/// <param name="Position">Where it begins.</param>
internal readonly record struct CelToken(CelTokenKind Kind, string Text, CelValue Value, CelPosition Position)
{
    public bool Is(string symbol) => Kind == CelTokenKind.Symbol && Text == symbol;

    public string Description => Kind switch
    {
        CelTokenKind.End => "the end of the condition",
        CelTokenKind.QuotedIdentifier => $"`{Text}`",
        _ => Text.Length <= 40 ? $"'{Text}'" : $"'{Text[..40]}…'",
    };
}
