using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Velro.Cli.Files;

/// <summary>
/// What YAML lets stand without quotes, read as JSON reads it: numbers, true, false and null of JSON keep JSON's text and meaning. What
/// YAML may read as one of these and JSON does not know is refused, for its author may mean either. All else is a text.
/// </summary>
internal static partial class PlainText
{
    /// <summary>The value of <paramref name="text"/>, which stands at <paramref name="node"/>.</summary>
    /// <exception cref="BadFileException">It is a look-alike.</exception>
    public static JsonNode? Read(string text, Node node)
    {
        if (text.Length == 0) throw node.Bad("There is no value here; write null, or '' for an empty text.");
        if (text is "null" or "true" or "false" || JsonNumber.IsMatch(text)) return JsonNode.Parse(text);
        if (LookAlike.IsMatch(text)) throw node.Bad($"'{text}' is not a value of JSON; put it in quotes if it is a text.");
        return JsonValue.Create(text);
    }

    [GeneratedRegex(@"\A-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?\z")]
    private static partial Regex JsonNumber { get; }

    /// <summary>The nulls, booleans and numbers of the core schema of YAML 1.2, and those that YAML 1.1 has beside them.</summary>
    [GeneratedRegex(
        """
        \A(
          ~ | (?i: null | true | false | yes | no | on | off )
          | [+-]? ( 0 [bB] [01_]+ | 0 [oO] [0-7_]+ | 0 [xX] [0-9a-fA-F_]+ )
          | [+-]? ( [0-9][0-9_]* (\.[0-9_]*)? | \.[0-9][0-9_]* ) ([eE][+-]?[0-9]+)?
          | [+-]? \. (?i: inf | nan )
        )\z
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex LookAlike { get; }
}
