using System.Globalization;

namespace Velro.Authorization.Policies.Cel.Functions;

/// <summary>Escapes and classes of characters.</summary>
internal ref partial struct Re2Translator
{
    private void TranslateEscape()
    {
        switch (Peek(1))
        {
            case 'A': _at++; Replace(@"\A"); return;
            case 'z': _at++; Replace(@"\z"); return;
            case 'b': _at++; Replace(@"\b"); return;
            case 'B': _at++; Replace(@"\B"); return;
            case 'Q': TranslateQuotation(); return;
        }

        var set = new Re2CharacterClass();
        if (TryReadClassEscape(set)) _output.Append(set.ToPattern(isNegated: false));
        else AppendLiteral(ReadEscapedRune());
    }

    private void TranslateQuotation()
    {
        _at += 2;
        while (_at < _pattern.Length)
        {
            if (_pattern[_at..].StartsWith(@"\E"))
            {
                _at += 2;
                return;
            }

            AppendLiteral(ReadRune());
        }
    }

    private void TranslateClass()
    {
        _at++;
        var isNegated = Peek() == '^';
        if (isNegated) _at++;

        var set = new Re2CharacterClass();
        for (var isFirst = true; isFirst || Peek() != ']'; isFirst = false)
        {
            if (_at >= _pattern.Length) throw new FormatException("A '[' needs its closing ']'.");
            if (TryReadNamedClass(set) || (Peek() == '\\' && TryReadClassEscape(set))) continue;

            var low = ReadClassRune();
            var high = low;
            if (Peek() == '-' && Peek(1) is not (']' or '\0'))
            {
                _at++;
                high = ReadClassRune();
                if (high < low) throw new FormatException("A range in [] goes from the lower character to the higher one.");
            }

            set.Add(low, high);
        }

        _at++;
        _output.Append(set.ToPattern(isNegated));
    }

    private int ReadClassRune() => Peek() == '\\' ? ReadEscapedRune() : ReadRune();

    private bool TryReadNamedClass(Re2CharacterClass set)
    {
        if (Peek() != '[' || Peek(1) != ':') return false;

        var length = _pattern[(_at + 2)..].IndexOf(":]");
        if (length < 0) return false;
        var name = _pattern.Slice(_at + 2, length);
        var isNegated = name.StartsWith("^");
        if (!set.TryAddNamed(isNegated ? name[1..] : name, isNegated)) throw new FormatException($"[:{name}:] is no class of characters; one is [:alpha:].");
        _at += length + 4;
        return true;
    }

    /// <summary><c>\d</c>, <c>\s</c>, <c>\w</c>, <c>\p{…}</c> and their opposites.</summary>
    private bool TryReadClassEscape(Re2CharacterClass set)
    {
        var letter = Peek(1);
        var name = char.ToLowerInvariant(letter) switch { 'd' => "digit", 's' => "perl-space", 'w' => "word", _ => "" };
        if (name.Length > 0)
        {
            _at += 2;
            return set.TryAddNamed(name, isNegated: char.IsUpper(letter));
        }

        if (letter is not ('p' or 'P')) return false;
        _at += 2;
        var isNegated = letter == 'P';
        ReadOnlySpan<char> category;
        if (Peek() == '{')
        {
            var length = _pattern[_at..].IndexOf('}');
            category = length < 0 ? [] : _pattern.Slice(_at + 1, length - 1);
            _at += length + 1;
            if (category.StartsWith("^"))
            {
                category = category[1..];
                isNegated = !isNegated;
            }
        }
        else
        {
            category = _pattern.Slice(_at, Math.Min(1, _pattern.Length - _at));
            _at++;
        }

        return set.TryAddCategory(category, isNegated)
            ? true
            : throw new FormatException("\\p takes a general category, such as \\p{L} or \\p{Nd}; the names of scripts are not supported.");
    }

    private int ReadEscapedRune()
    {
        var c = Peek(1);
        _at = Math.Min(_at + 2, _pattern.Length);
        switch (c)
        {
            case 'a': return '\a';
            case 'f': return '\f';
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'v': return '\v';
            case 'x': return ReadHexadecimal();
            case >= '0' and <= '7': return ReadOctal(c);
        }

        if (c is '\0' or > '\x7e' || char.IsAsciiLetterOrDigit(c) || char.IsControl(c))
            throw new FormatException($"\\{c} is no escape of RE2; a backslash itself is written \\\\ (in a raw string: r'\\\\').");
        return c;
    }

    private int ReadOctal(char first)
    {
        if (first != '0' && Peek() is not (>= '0' and <= '7')) throw new FormatException($"\\{first} would refer back to a group, which RE2 does not do.");

        var value = first - '0';
        for (var i = 0; i < 2 && Peek() is >= '0' and <= '7'; i++) value = (value * 8) + (_pattern[_at++] - '0');
        return value;
    }

    private int ReadHexadecimal()
    {
        var isBraced = Peek() == '{';
        var length = isBraced ? _pattern[_at..].IndexOf('}') - 1 : 2;
        var start = _at + (isBraced ? 1 : 0);
        if (length is < 1 or > 6 || start + length > _pattern.Length ||
            !int.TryParse(_pattern.Slice(start, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ||
            value > 0x10FFFF || value is >= 0xD800 and <= 0xDFFF)
            throw new FormatException(@"\x is followed by two hexadecimal digits, or by a code point in braces.");
        _at = start + length + (isBraced ? 1 : 0);
        return value;
    }
}
