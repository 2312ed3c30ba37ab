using System.Globalization;
using Velro.Authorization.Policies.Cel.Values;

namespace Velro.Authorization.Policies.Cel.Syntax;

/// <summary>Number literals. Their sign is an operator; the parser joins the two, so that the lowest int can be written.</summary>
internal ref partial struct CelLexer
{
    private CelToken ReadNumber(CelPosition position)
    {
        var start = _at;
        if (Peek() == '0' && Peek(1) is 'x' or 'X') return ReadHexadecimal(position);

        SkipDigits();
        var isDouble = false;
        if (Peek() == '.' && char.IsAsciiDigit(Peek(1)))
        {
            isDouble = true;
            _at++;
            SkipDigits();
        }

        if (Peek() is 'e' or 'E')
        {
            isDouble = true;
            _at++;
            if (Peek() is '+' or '-') _at++;
            if (!char.IsAsciiDigit(Peek())) throw new CelSourceException(position, CelCodes.Syntax, "The exponent of a number needs at least one digit.");
            SkipDigits();
        }

        var text = _source[start.._at];
        if (!isDouble && Peek() is 'u' or 'U') return UnsignedToken(text, text, NumberStyles.None, position);

        RefuseGluedName(position);
        if (!isDouble) return IntegerToken(text, text, NumberStyles.None, position);
        var value = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(value)
            ? new CelToken(CelTokenKind.Literal, text, CelValue.Of(value), position)
            : throw new CelSourceException(position, CelCodes.Literal, $"{text} is beyond the range of double.");
    }

    private CelToken ReadHexadecimal(CelPosition position)
    {
        var start = _at;
        _at += 2;
        while (char.IsAsciiHexDigit(Peek())) _at++;
        var text = _source[start.._at];
        if (text.Length == 2) throw new CelSourceException(position, CelCodes.Syntax, "0x needs at least one hexadecimal digit.");
        if (Peek() is 'u' or 'U') return UnsignedToken(text, text[2..], NumberStyles.AllowHexSpecifier, position);

        RefuseGluedName(position);
        return IntegerToken(text, text[2..], NumberStyles.AllowHexSpecifier, position);
    }

    /// <summary>An int literal carries its magnitude as a uint until the parser knows the sign.</summary>
    private static CelToken IntegerToken(string text, string digits, NumberStyles style, CelPosition position)
    {
        const ulong HighestMagnitude = (ulong)long.MaxValue + 1;
        return ulong.TryParse(digits, style, CultureInfo.InvariantCulture, out var magnitude) && magnitude <= HighestMagnitude
            ? new CelToken(CelTokenKind.Literal, text, CelValue.Of(unchecked((long)magnitude)), position)
            : throw new CelSourceException(position, CelCodes.Literal, $"{text} is beyond the range of int (64 bits with a sign). With a 'u' at its end it is a uint.");
    }

    private CelToken UnsignedToken(string text, string digits, NumberStyles style, CelPosition position)
    {
        _at++;
        RefuseGluedName(position);
        return ulong.TryParse(digits, style, CultureInfo.InvariantCulture, out var value)
            ? new CelToken(CelTokenKind.Literal, text + "u", CelValue.Of(value), position)
            : throw new CelSourceException(position, CelCodes.Literal, $"{text}u is beyond the range of uint (64 bits).");
    }

    private void SkipDigits()
    {
        while (char.IsAsciiDigit(Peek())) _at++;
    }

    private readonly void RefuseGluedName(CelPosition position)
    {
        if (IsNamePart(Peek())) throw new CelSourceException(position, CelCodes.Syntax, "A number is followed by a letter; put an operator or a blank between them.");
    }
}
