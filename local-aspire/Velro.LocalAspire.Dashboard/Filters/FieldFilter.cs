using System.Globalization;

namespace Velro.LocalAspire.Dashboard.Filters;

/// <summary>How a field's value is compared.</summary>
public enum FilterCondition
{
    /// <summary>The same text, upper and lower case alike.</summary>
    Equals,

    /// <summary>Another text.</summary>
    NotEquals,

    /// <summary>The text is part of it.</summary>
    Contains,

    /// <summary>The text is no part of it.</summary>
    NotContains,

    /// <summary>A larger number; of texts, the later one.</summary>
    GreaterThan,

    /// <summary>A smaller number; of texts, the earlier one.</summary>
    LessThan,
}

/// <summary>A condition on one field of a log entry or span: one of its own, or any attribute.</summary>
/// <param name="Field">The field's or attribute's name.</param>
/// <param name="Condition">How its value is compared.</param>
/// <param name="Value">What with.</param>
public sealed record FieldFilter(string Field, FilterCondition Condition, string Value)
{
    private static readonly (FilterCondition Condition, string Word, string Text)[] Conditions =
    [
        (FilterCondition.Equals, "equals", "="),
        (FilterCondition.NotEquals, "!equals", "≠"),
        (FilterCondition.Contains, "contains", "contains"),
        (FilterCondition.NotContains, "!contains", "does not contain"),
        (FilterCondition.GreaterThan, "gt", ">"),
        (FilterCondition.LessThan, "lt", "<"),
    ];

    /// <summary>What a person reads.</summary>
    public string Text => $"{Field} {TextOf(Condition)} {Value}";

    /// <summary>What a person reads for a condition.</summary>
    public static string TextOf(FilterCondition condition) => Conditions.First(known => known.Condition == condition).Text;

    /// <summary>As it is written in an address: <c>field:condition:value</c>, with <c>%3A</c> for a colon in one of them.</summary>
    public string ToAddress() =>
        $"{Escape(Field)}:{Conditions.First(known => known.Condition == Condition).Word}:{Escape(Value)}";

    /// <summary>Reads what <see cref="ToAddress"/> writes; null for anything else.</summary>
    public static FieldFilter? FromAddress(string? text)
    {
        if (text?.Split(':') is not [{ Length: > 0 } field, var word, var value]) return null;
        var known = Conditions.FirstOrDefault(known => known.Word == word);
        return known.Word is null ? null : new FieldFilter(Unescape(field), known.Condition, Unescape(value));
    }

    /// <summary>Whether it holds for a value; a field that is absent has none.</summary>
    public bool Holds(string? value) => Condition switch
    {
        FilterCondition.Equals => string.Equals(value, Value, StringComparison.OrdinalIgnoreCase),
        FilterCondition.NotEquals => !string.Equals(value, Value, StringComparison.OrdinalIgnoreCase),
        FilterCondition.Contains => value?.Contains(Value, StringComparison.OrdinalIgnoreCase) ?? false,
        FilterCondition.NotContains => !(value?.Contains(Value, StringComparison.OrdinalIgnoreCase) ?? false),
        FilterCondition.GreaterThan => value is not null && Compare(value) > 0,
        _ => value is not null && Compare(value) < 0,
    };

    private int Compare(string value) =>
        double.TryParse(value, CultureInfo.InvariantCulture, out var one)
        && double.TryParse(Value, CultureInfo.InvariantCulture, out var other)
            ? one.CompareTo(other)
            : string.Compare(value, Value, StringComparison.OrdinalIgnoreCase);

    private static string Escape(string text) =>
        text.Replace("%", "%25", StringComparison.Ordinal).Replace(":", "%3A", StringComparison.Ordinal);

    private static string Unescape(string text) =>
        text.Replace("%3A", ":", StringComparison.OrdinalIgnoreCase).Replace("%25", "%", StringComparison.Ordinal);
}
