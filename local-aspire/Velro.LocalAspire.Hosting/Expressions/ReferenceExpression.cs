using System.Globalization;
using System.Runtime.CompilerServices;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>
/// A text with values in it that are known only when the application runs: written as an interpolated string,
/// kept as its parts. A conditional expression is one of two others, by the value of a condition.
/// </summary>
public class ReferenceExpression : IExpressionValue, IValueWithReferences
{
    /// <summary>No text.</summary>
    public static readonly ReferenceExpression Empty = new("", []);

    private readonly IReadOnlyList<ExpressionPart> _parts;

    internal ReferenceExpression(string format, IReadOnlyList<ExpressionPart> parts)
    {
        Format = format;
        _parts = parts;
        ValueProviders = [.. parts.Select(part => part.Provider)];
    }

    private ReferenceExpression(IValueProvider condition, string matchValue, ReferenceExpression whenTrue, ReferenceExpression whenFalse)
    {
        Format = "";
        _parts = [];
        (Condition, MatchValue, WhenTrue, WhenFalse) = (condition, matchValue, whenTrue, whenFalse);
        ValueProviders = [.. whenTrue.ValueProviders, .. whenFalse.ValueProviders];
        Name = ConditionalNames.Of(condition, matchValue, whenTrue, whenFalse);
    }

    /// <summary>The text with a numbered place for each value.</summary>
    public string Format { get; }

    /// <summary>The values, in the order of their places.</summary>
    public IReadOnlyList<IValueProvider> ValueProviders { get; }

    /// <summary>The manifest's expressions of the values.</summary>
    public IReadOnlyList<string> ManifestExpressions => [.. _parts.Select(part => part.Expression)];

    /// <summary>How each value is encoded; null when as it is.</summary>
    public IReadOnlyList<string?> StringFormats => [.. _parts.Select(part => part.Encoding)];

    /// <summary>Whether it is one of two others.</summary>
    public bool IsConditional => Condition is not null;

    /// <summary>What decides, of a conditional expression.</summary>
    public IValueProvider? Condition { get; }

    /// <summary>The value of <see cref="Condition"/>, regardless of case, that chooses <see cref="WhenTrue"/>.</summary>
    public string? MatchValue { get; }

    /// <summary>The expression when the condition matches.</summary>
    public ReferenceExpression? WhenTrue { get; }

    /// <summary>The expression when it does not.</summary>
    public ReferenceExpression? WhenFalse { get; }

    /// <summary>How the manifest writes the expression.</summary>
    public string ValueExpression => IsConditional
        ? $"{{{Name}.connectionString}}"
        : string.Format(CultureInfo.InvariantCulture, Format, [.. _parts.Select(part => part.Expression)]);

    /// <summary>The name under which the manifest keeps a conditional expression's value.</summary>
    internal string? Name { get; }

    internal IReadOnlyList<ExpressionPart> Parts => _parts;

    IEnumerable<object> IValueWithReferences.References => IsConditional
        ? [Condition!, .. References(Condition), .. References(WhenTrue), .. References(WhenFalse)]
        : ValueProviders;

    /// <summary>Makes an expression of an interpolated string.</summary>
    public static ReferenceExpression Create(in ExpressionInterpolatedStringHandler handler) => handler.Build();

    /// <summary>Makes an expression that is one of two others.</summary>
    public static ReferenceExpression CreateConditional(
        IValueProvider condition, string matchValue, ReferenceExpression whenTrue, ReferenceExpression whenFalse)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentException.ThrowIfNullOrEmpty(matchValue);
        ArgumentNullException.ThrowIfNull(whenTrue);
        ArgumentNullException.ThrowIfNull(whenFalse);
        return new(condition, matchValue, whenTrue, whenFalse);
    }

    /// <summary>The text with the values in their places; null when there is no text.</summary>
    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken)
    {
        if (Condition is not null)
        {
            var matches = string.Equals(await Condition.GetValueAsync(cancellationToken), MatchValue, StringComparison.OrdinalIgnoreCase);
            return await (matches ? WhenTrue! : WhenFalse!).GetValueAsync(cancellationToken);
        }

        if (Format.Length == 0) return null;
        var values = new object?[_parts.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = ValueEncodings.Apply(await _parts[i].Provider.GetValueAsync(cancellationToken), _parts[i].Encoding);
        return string.Format(CultureInfo.InvariantCulture, Format, values);
    }

    private static IEnumerable<object> References(object? value) => value is IValueWithReferences with ? with.References : [];

    /// <summary>Collects the parts of an interpolated string.</summary>
    [InterpolatedStringHandler]
    public ref struct ExpressionInterpolatedStringHandler(int literalLength, int formattedCount)
    {
        private readonly ExpressionParts _parts = new(literalLength, formattedCount);

        /// <summary>Text.</summary>
        public readonly void AppendLiteral(string value) => _parts.AppendText(value);

        /// <summary>Text.</summary>
        public readonly void AppendFormatted(string? value) => _parts.AppendText(value);

        /// <summary>Text, encoded.</summary>
        public readonly void AppendFormatted(string? value, string? format = null) =>
            _parts.AppendText(ValueEncodings.Apply(value, format));

        /// <summary>A value.</summary>
        public void AppendFormatted<T>(T valueProvider) where T : IValueProvider, IManifestExpressionProvider =>
            _parts.AppendValue(valueProvider, null);

        /// <summary>A value, encoded.</summary>
        public void AppendFormatted<T>(T valueProvider, string? format = null) where T : IValueProvider, IManifestExpressionProvider =>
            _parts.AppendValue(valueProvider, format);

        /// <summary>A resource's value.</summary>
        public void AppendFormatted<T>(IResourceBuilder<T> valueProvider)
            where T : IResource, IValueProvider, IManifestExpressionProvider =>
            _parts.AppendValue(valueProvider.Resource, null);

        /// <summary>A resource's value, encoded.</summary>
        public void AppendFormatted<T>(IResourceBuilder<T> valueProvider, string? format = null)
            where T : IResource, IValueProvider, IManifestExpressionProvider =>
            _parts.AppendValue(valueProvider.Resource, format);

        internal readonly ReferenceExpression Build() => _parts.Build();
    }
}
