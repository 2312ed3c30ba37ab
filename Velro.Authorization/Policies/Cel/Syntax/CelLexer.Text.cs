using System.Globalization;
using System.Text;
using Velro.Authorization.Policies.Cel.Values;

namespace Velro.Authorization.Policies.Cel.Syntax;

/// <summary>String and bytes literals.</summary>
internal ref partial struct CelLexer
{
    /// <summary>The number of prefix letters before a quote; -1 when no text begins here.</summary>
    private readonly int StringPrefixLength()
    {
        for (var length = 0; length <= 2; length++)
        {
            if (Peek(length) is '"' or '\'') return IsPrefix(_source.AsSpan(_at, length)) ? length : -1;
        }

        return -1;
    }

    private static bool IsPrefix(ReadOnlySpan<char> letters) => letters.Length switch
    {
        0 => true,
        1 => letters[0] is 'r' or 'R' or 'b' or 'B',
        _ => letters[0] is 'b' or 'B' && letters[1] is 'r' or 'R',
    };

    private CelToken ReadText(int prefixLength, CelPosition position)
    {
        var start = _at;
        var prefix = _source.AsSpan(_at, prefixLength);
        var isRaw = prefix.IndexOfAny('r', 'R') >= 0;
        var isBytes = prefix.IndexOfAny('b', 'B') >= 0;
        Advance(prefixLength);

        var quote = Peek();
        var quotes = Peek(1) == quote && Peek(2) == quote ? 3 : 1;
        Advance(quotes);

        var content = new TextContent(isBytes);
        while (!IsClosing(quote, quotes))
        {
            if (_at == _source.Length || (quotes == 1 && Peek() is '\n' or '\r'))
                throw new CelSourceException(position, CelCodes.Syntax, $"This string does not end; it needs a closing {new string(quote, quotes)}{(quotes == 1 ? " in the same line" : "")}.");
            if (Peek() == '\\' && !isRaw) ReadEscape(content);
            else if (Peek() == '\\') ReadRawBackslash(content);
            else ReadCharacter(content);
        }

        Advance(quotes);
        return new CelToken(CelTokenKind.Literal, _source[start.._at], content.ToValue(), position);
    }

    private readonly bool IsClosing(char quote, int quotes)
    {
        if (Peek() != quote) return false;
        return quotes == 1 || (Peek(1) == quote && Peek(2) == quote);
    }

    private void ReadCharacter(TextContent content)
    {
        if (!Rune.TryGetRuneAt(_source, _at, out var rune))
            throw new CelSourceException(Here, CelCodes.Syntax, "Half of a surrogate pair is not a character.");
        content.Append(rune);
        Advance(rune.Utf16SequenceLength);
    }

    /// <summary>In a raw text a backslash is itself.</summary>
    private void ReadRawBackslash(TextContent content)
    {
        content.Append(new Rune('\\'));
        Advance();
    }

    private void ReadEscape(TextContent content)
    {
        var position = Here;
        Advance();
        var c = Peek();
        if (c is >= '0' and <= '3')
        {
            content.AppendCode(ReadDigits(3, 8, position));
            return;
        }

        Advance(_at < _source.Length ? 1 : 0);
        switch (c)
        {
            case 'a': content.Append(new Rune('\a')); break;
            case 'b': content.Append(new Rune('\b')); break;
            case 'f': content.Append(new Rune('\f')); break;
            case 'n': content.Append(new Rune('\n')); break;
            case 'r': content.Append(new Rune('\r')); break;
            case 't': content.Append(new Rune('\t')); break;
            case 'v': content.Append(new Rune('\v')); break;
            case '\\' or '?' or '"' or '\'' or '`': content.Append(new Rune(c)); break;
            case 'x' or 'X': content.AppendCode(ReadDigits(2, 16, position)); break;
            case 'u' or 'U' when content.IsBytes: throw new CelSourceException(position, CelCodes.Syntax, $"\\{c} names a character; in bytes write \\x and two digits for each octet.");
            case 'u': content.Append(ToRune(ReadDigits(4, 16, position), position)); break;
            case 'U': content.Append(ToRune(ReadDigits(8, 16, position), position)); break;
            default: throw new CelSourceException(position, CelCodes.Syntax, "This is no escape sequence; a backslash itself is written \\\\, or the string gets the prefix r.");
        }
    }

    private int ReadDigits(int count, int radix, CelPosition position)
    {
        var digits = _source.AsSpan(_at, Math.Min(count, _source.Length - _at));
        var isComplete = digits.Length == count && (radix == 16 ? !digits.ContainsAnyExcept(HexadecimalDigits) : !digits.ContainsAnyExceptInRange('0', '7'));
        if (!isComplete) throw new CelSourceException(position, CelCodes.Syntax, $"This escape sequence needs {count} {(radix == 16 ? "hexadecimal" : "octal")} digits.");

        Advance(count);
        if (radix == 8) return ((digits[0] - '0') << 6) | ((digits[1] - '0') << 3) | (digits[2] - '0');
        return unchecked((int)uint.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
    }

    private static readonly System.Buffers.SearchValues<char> HexadecimalDigits = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF");

    private static Rune ToRune(int code, CelPosition position) => Rune.TryCreate(code, out var rune)
        ? rune
        : throw new CelSourceException(position, CelCodes.Syntax, $"U+{code:X4} is not a character: code points end at 10FFFF, and D800 to DFFF are halves of pairs.");

    /// <summary>Gathers a literal: characters of a string, or octets, where characters count as their UTF-8 form.</summary>
    private sealed class TextContent(bool isBytes)
    {
        private readonly StringBuilder _text = new();
        private readonly List<byte> _octets = [];

        public bool IsBytes { get; } = isBytes;

        public void Append(Rune rune)
        {
            if (!IsBytes)
            {
                _text.Append(rune);
                return;
            }

            Span<byte> octets = stackalloc byte[4];
            _octets.AddRange(octets[..rune.EncodeToUtf8(octets)]);
        }

        /// <summary>An octal or \x escape: a code point of a string, an octet of bytes.</summary>
        public void AppendCode(int code)
        {
            if (IsBytes) _octets.Add((byte)code);
            else _text.Append((char)code);
        }

        public CelValue ToValue() => IsBytes ? CelValue.Of(_octets.ToArray()) : CelValue.Of(_text.ToString());
    }
}
