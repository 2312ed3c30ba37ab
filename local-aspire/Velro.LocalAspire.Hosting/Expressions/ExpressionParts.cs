using System.Globalization;
using System.Text;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value in an expression, its name in the manifest and how it is encoded.</summary>
internal sealed record ExpressionPart(IValueProvider Provider, string Expression, string? Encoding);

/// <summary>Text and values on their way to become an expression.</summary>
internal sealed class ExpressionParts(int literalLength, int formattedCount)
{
    private readonly StringBuilder _format = new(literalLength * 2);
    private readonly List<ExpressionPart> _parts = new(formattedCount);

    public bool IsEmpty => _format.Length == 0;

    /// <summary>Text as it is: braces in it are no places for values. A pair of equal braces is taken as escaped already.</summary>
    public void AppendText(string? text)
    {
        for (var i = 0; i < text?.Length; i++)
        {
            _format.Append(text[i]);
            if (text[i] is not ('{' or '}')) continue;
            _format.Append(text[i]);
            if (i + 1 < text.Length && text[i + 1] == text[i]) i++;
        }
    }

    /// <summary>Text that is a part of a composite format.</summary>
    public void AppendFormat(string? text) => _format.Append(text);

    public void AppendValue<T>(T value, string? encoding) where T : IValueProvider, IManifestExpressionProvider
    {
        _format.Append(CultureInfo.InvariantCulture, $"{{{_parts.Count}}}");
        _parts.Add(new(value, value.ValueExpression, encoding));
    }

    public ReferenceExpression Build() => new(_format.ToString(), [.. _parts]);
}
