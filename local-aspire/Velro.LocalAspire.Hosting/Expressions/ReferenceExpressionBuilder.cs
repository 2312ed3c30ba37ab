using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Puts an expression together piece by piece.</summary>
public class ReferenceExpressionBuilder
{
    private readonly ExpressionParts _parts = new(64, 4);

    /// <summary>Whether nothing was added.</summary>
    public bool IsEmpty => _parts.IsEmpty;

    /// <summary>Adds an interpolated string.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "The handler writes to this instance.")]
    public void Append([InterpolatedStringHandlerArgument("")] in ReferenceExpressionBuilderInterpolatedStringHandler handler)
    {
    }

    /// <summary>Adds text; braces in it have a meaning, as in a composite format.</summary>
    public void AppendLiteral(string value) => _parts.AppendFormat(value);

    /// <summary>Adds text.</summary>
    public void AppendFormatted(string? value) => _parts.AppendFormat(value);

    /// <summary>Adds text, encoded.</summary>
    public void AppendFormatted(string? value, string? format = null) => _parts.AppendFormat(ValueEncodings.Apply(value, format));

    /// <summary>Adds a value.</summary>
    public void AppendFormatted<T>(T valueProvider) where T : IValueProvider, IManifestExpressionProvider =>
        _parts.AppendValue(valueProvider, null);

    /// <summary>Adds a value, encoded.</summary>
    public void AppendFormatted<T>(T valueProvider, string? format) where T : IValueProvider, IManifestExpressionProvider =>
        _parts.AppendValue(valueProvider, format);

    /// <summary>The expression of all that was added.</summary>
    public ReferenceExpression Build() => _parts.Build();

    /// <summary>Collects the parts of an interpolated string.</summary>
    [InterpolatedStringHandler]
    [SuppressMessage("Style", "IDE0060", Justification = "The compiler passes the lengths to every handler.")]
    public ref struct ReferenceExpressionBuilderInterpolatedStringHandler
    {
        private readonly ReferenceExpressionBuilder _builder;

        /// <summary>Adds to a builder.</summary>
        public ReferenceExpressionBuilderInterpolatedStringHandler(
            int literalLength, int formattedCount, ReferenceExpressionBuilder builder) =>
            _builder = builder;

        /// <summary>Text.</summary>
        public readonly void AppendLiteral(string value) => _builder.AppendLiteral(value);

        /// <summary>Text.</summary>
        public readonly void AppendFormatted(string? value) => _builder.AppendFormatted(value);

        /// <summary>Text, encoded.</summary>
        public readonly void AppendFormatted(string? value, string format) => _builder.AppendFormatted(value, format);

        /// <summary>A value.</summary>
        public void AppendFormatted<T>(T valueProvider) where T : IValueProvider, IManifestExpressionProvider =>
            _builder.AppendFormatted(valueProvider);

        /// <summary>A value, encoded.</summary>
        public void AppendFormatted<T>(T valueProvider, string format) where T : IValueProvider, IManifestExpressionProvider =>
            _builder.AppendFormatted(valueProvider, format);
    }
}
