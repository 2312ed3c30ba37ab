using System.Text.RegularExpressions;
using Velro.Authorization.Policies.Cel.Nodes;
using Velro.Authorization.Policies.Cel.Values;

namespace Velro.Authorization.Policies.Cel.Functions;

/// <summary>A regular expression in RE2's syntax. It is matched without backtracking, in time linear in the text.</summary>
internal sealed class CelPattern
{
    private const int MaximumLength = 1_000;
    private const int PatternCharactersPerFactor = 32;
    private const int CharactersPerUnit = 4;

    private readonly Regex _regex;
    private readonly long _factor;

    private CelPattern(Regex regex, long factor)
    {
        _regex = regex;
        _factor = factor;
    }

    public static bool TryCompile(string pattern, out CelPattern? compiled, out string problem)
    {
        compiled = null;
        if (pattern.Length > MaximumLength)
        {
            problem = $"A pattern has at most {MaximumLength} characters.";
            return false;
        }

        if (!Re2Translator.TryTranslate(pattern, out var translated, out problem)) return false;
        try
        {
            var regex = new Regex(translated, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            compiled = new CelPattern(regex, 1 + (pattern.Length / PatternCharactersPerFactor));
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            problem = exception is NotSupportedException
                ? "The pattern is too large once its repetitions are written out."
                : "The pattern is not a regular expression in RE2's syntax.";
            return false;
        }
    }

    /// <summary>Whether the pattern is found anywhere in the text.</summary>
    public CelValue IsMatch(ref CelFrame frame, CelNode at, string text) =>
        frame.TrySpend((1 + (text.Length / CharactersPerUnit)) * _factor) ? CelValue.Of(_regex.IsMatch(text)) : at.FailOnCost();
}
