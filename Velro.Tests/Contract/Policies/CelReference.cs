using System.Collections.Immutable;
using System.Text;
using Velro.Authorization.Policies;
using Velro.Authorization.Policies.Cel;
using Velro.Authorization.Policies.Cel.Functions;
using Velro.Authorization.Policies.Cel.Syntax;
using Velro.Authorization.Policies.Cel.Values;

namespace Velro.Tests.Contract.Policies;

/// <summary>Writes the tables of docs/policies.md from the code.</summary>
internal static class CelReference
{
    /// <summary>
    /// What is no matter of the function tables: an example of each, which a test compiles, and what it is.
    /// </summary>
    public static readonly ImmutableArray<(string Form, string Example, string Meaning)> Forms =
    [
        ("a && b", "subject.id == 'a' && action.name == 'b'", "both; false as soon as one is, even if the other is an error"),
        ("a || b", "subject.id == 'a' || action.name == 'b'", "either; true as soon as one is, even if the other is an error"),
        ("!a", "!(subject.id == 'a')", "not"),
        ("c ? a : b", "subject.id == 'a' ? true : false", "`a` if `c`, else `b`"),
        ("a == b, a != b", "resource.id == 'a' && resource.id != 'b'", "equality of any two values, numbers across their types"),
        ("a < b, a <= b, a > b, a >= b", "1 < 2 && 1 <= 2u && 2.5 > 1 && now >= timestamp('2027-01-01T00:00:00Z')", "order"),
        ("a in b", "subject.id in ['a', 'b'] && 'k' in {'k': 1}", "whether a list has an element, or a map a key"),
        ("a[b]", "context['a'] == [1, 2][0]", "an element of a list, or the value of a key"),
        ("a.b", "resource.properties.owner.name == 'a'", "the value of a key"),
        ("has(a.b)", "has(resource.properties.owner)", "whether the key is there"),
    ];

    private static readonly Dictionary<CelMacro, (string Form, string Example, string Meaning)> Macros = new()
    {
        [CelMacro.All] = ("list.all(x, p)", "[1, 2].all(x, x > 0)", "whether `p` holds for every element"),
        [CelMacro.Exists] = ("list.exists(x, p)", "[1, 2].exists(x, x > 1)", "whether `p` holds for some element"),
        [CelMacro.ExistsOne] =
            ("list.exists_one(x, p)", "[1, 2].exists_one(x, x > 1)", "whether `p` holds for exactly one; also `existsOne`"),
        [CelMacro.Filter] = ("list.filter(x, p)", "[1, 2].filter(x, x > 1) == [2]", "the elements for which `p` holds"),
        [CelMacro.Map] =
            ("list.map(x, t), list.map(x, p, t)", "[1, 2].map(x, x > 1, x * 2) == [4]", "`t` of each element, for which `p` holds"),
    };

    /// <summary>The forms and the macros, of which there must be no other.</summary>
    public static IEnumerable<(string Form, string Example, string Meaning)> Examples =>
        Forms.Concat(Enum.GetValues<CelMacro>().Select(static macro => Macros[macro]));

    public static string Limits() => Join(
        "| limit | |",
        "|---|---|",
        Row("names in one array", $"1-{PolicyDocumentReader.MaximumItems}, each once"),
        Row("a document", $"{PolicyDocumentReader.MaximumBytes:N0} bytes"),
        Row("a condition", $"{CelLimits.SourceLength:N0} characters, nested at most {CelLimits.Depth} deep"),
        Row("macros that bind a variable, within one another", $"{CelLimits.NestedMacros}"),
        Row("one evaluation of a condition", $"{CelLimits.EvaluationCost:N0} units; over it the condition has no answer"),
        "",
        "A unit is one operator, call, selection or element that is visited; texts cost one more for each 16 characters that are read or",
        $"made, and a pattern that is not a literal {CelLimits.PatternCost:N0} and {CelLimits.PatternCharacterCost} for each of its characters.");

    public static string Language() => Join(
        "Types: " + string.Join(", ", Enum.GetValues<CelKind>().Skip(1).Select(static kind => $"`{ShortNameOf(kind.AsKinds())}`")) + ".",
        "",
        "| form | example | what it is |",
        "|---|---|---|",
        string.Join('\n', Examples.Select(static one => $"| {Code(one.Form)} | {Code(one.Example)} | {one.Meaning} |")),
        "",
        "| function or operator | takes | gives |",
        "|---|---|---|",
        string.Join('\n', CelFunctions.All.SelectMany(
            static function => function.Overloads.Select(overload => RowOf(function, overload)))));

    private static string RowOf(CelFunction function, CelOverload overload)
    {
        var (first, second) = (ShortNameOf(overload.First), overload.Second == CelKinds.Nothing ? null : ShortNameOf(overload.Second));
        var form = (function.Style, second) switch
        {
            (CelCallStyle.Operator, null) => $"{function.Name}a",
            (CelCallStyle.Operator, _) => $"a {function.Name} b",
            (CelCallStyle.Global, null) => $"{function.Name}(a)",
            (CelCallStyle.Global, _) => $"{function.Name}(a, b)",
            (_, null) => $"a.{function.Name}()",
            _ => $"a.{function.Name}(b)",
        };
        return $"| {Code(form)} | {first}{(second is null ? "" : $", {second}")} | {ShortNameOf(overload.Result)} |";
    }

    private static string ShortNameOf(CelKinds kinds) => CelKindNames.Describe(kinds);

    private static string Row(string name, string value) => $"| {name} | {value} |";

    /// <summary>A bar would end the cell.</summary>
    private static string Code(string text) => $"`{text.Replace("|", "\\|", StringComparison.Ordinal)}`";

    private static string Join(params string[] lines) => new StringBuilder().AppendJoin('\n', lines).ToString();
}
