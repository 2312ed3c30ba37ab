using System.Buffers;
using System.Globalization;
using Velro.Authorization.Policies.Cel.Values;

namespace Velro.Authorization.Policies.Cel.Syntax;

/// <summary>Cuts a source into tokens.</summary>
internal ref partial struct CelLexer
{
    private static readonly string[] TwoCharacterSymbols = ["&&", "||", "==", "!=", "<=", ">="];
    private static readonly SearchValues<char> OneCharacterSymbols = SearchValues.Create("()[]{}.,:?+-*/%!<>");
    private static readonly SearchValues<char> QuotedNameAlphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-/ ");

    private readonly string _source;
    private int _at;
    private int _line = 1;
    private int _lineStart;
    private int _lowSurrogatesInLine;

    private CelLexer(string source) => _source = source;

    public static List<CelToken> Read(string source)
    {
        if (source.Length > CelLimits.SourceLength)
            throw new CelSourceException(new(1, 1), CelCodes.TooLong, $"A condition has at most {CelLimits.SourceLength} characters; this one has {source.Length}.");

        var lexer = new CelLexer(source);
        var tokens = new List<CelToken>();
        do tokens.Add(lexer.Next());
        while (tokens[^1].Kind != CelTokenKind.End);
        return tokens;
    }

    private readonly CelPosition Here => new(_line, _at - _lineStart - _lowSurrogatesInLine + 1);

    private readonly char Peek(int ahead = 0) => _at + ahead < _source.Length ? _source[_at + ahead] : '\0';

    private CelToken Next()
    {
        SkipBlank();
        var position = Here;
        if (_at == _source.Length) return new CelToken(CelTokenKind.End, "", default, position);

        var c = Peek();
        if (StringPrefixLength() is var prefix and >= 0) return ReadText(prefix, position);
        if (IsNameStart(c)) return ReadName(position);
        if (char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(Peek(1)))) return ReadNumber(position);
        return c == '`' ? ReadQuotedName(position) : ReadSymbol(position);
    }

    private void SkipBlank()
    {
        while (_at < _source.Length)
        {
            var c = Peek();
            if (c is ' ' or '\t' or '\r' or '\n' or '\f') Advance();
            else if (c == '/' && Peek(1) == '/')
            {
                while (_at < _source.Length && Peek() != '\n') Advance();
            }
            else return;
        }
    }

    /// <summary>Steps over one UTF-16 unit and keeps the position.</summary>
    private void Advance()
    {
        var c = _source[_at++];
        if (char.IsLowSurrogate(c)) _lowSurrogatesInLine++;
        if (c != '\n') return;

        _line++;
        _lineStart = _at;
        _lowSurrogatesInLine = 0;
    }

    private void Advance(int count)
    {
        for (var i = 0; i < count; i++) Advance();
    }

    private CelToken ReadName(CelPosition position)
    {
        var start = _at;
        while (IsNamePart(Peek())) _at++;
        var text = _source[start.._at];
        return text switch
        {
            "true" => new CelToken(CelTokenKind.Literal, text, CelValue.True, position),
            "false" => new CelToken(CelTokenKind.Literal, text, CelValue.False, position),
            "null" => new CelToken(CelTokenKind.Literal, text, CelValue.Null, position),
            "in" => new CelToken(CelTokenKind.Symbol, text, default, position),
            _ => new CelToken(CelTokenKind.Identifier, text, default, position),
        };
    }

    private CelToken ReadQuotedName(CelPosition position)
    {
        var start = ++_at;
        while (QuotedNameAlphabet.Contains(Peek())) _at++;
        var text = _source[start.._at];
        if (Peek() != '`' || text.Length == 0)
            throw new CelSourceException(position, CelCodes.Syntax, "A quoted field name is one or more of A-Z a-z 0-9 _ . - / and blank between two backticks.");
        _at++;
        return new CelToken(CelTokenKind.QuotedIdentifier, text, default, position);
    }

    private CelToken ReadSymbol(CelPosition position)
    {
        foreach (var symbol in TwoCharacterSymbols)
        {
            if (!_source.AsSpan(_at).StartsWith(symbol)) continue;
            _at += 2;
            return new CelToken(CelTokenKind.Symbol, symbol, default, position);
        }

        var c = Peek();
        if (!OneCharacterSymbols.Contains(c)) throw new CelSourceException(position, CelCodes.Syntax, Unexpected(c));
        _at++;
        return new CelToken(CelTokenKind.Symbol, c.ToString(), default, position);
    }

    private static string Unexpected(char c) => c switch
    {
        '=' => "'=' is no operator; equality is written '=='.",
        '&' => "'&' is no operator; \"and\" is written '&&'.",
        '|' => "'|' is no operator; \"or\" is written '||'.",
        _ => string.Create(CultureInfo.InvariantCulture, $"The character {(char.IsControl(c) || char.IsSurrogate(c) ? "" : $"'{c}' ")}(U+{(int)c:X4}) has no place in a condition outside of a string."),
    };

    private static bool IsNameStart(char c) => c == '_' || char.IsAsciiLetter(c);

    private static bool IsNamePart(char c) => c == '_' || char.IsAsciiLetterOrDigit(c);
}
