using System.Globalization;
using System.Text;

namespace Velro.Authorization.Policies.Cel.Functions;

/// <summary>
/// Rewrites a pattern from RE2's syntax into .NET's, so that it means the same: classes such as <c>\d</c> are ASCII, <c>$</c> is the very
/// end (not also before a last line break), <c>.</c> and classes match whole code points, and what RE2 does not have is refused.
/// Two differences remain: <c>\b</c> knows letters beyond ASCII, and <c>\p{…}</c> takes general categories only, of the basic plane.
/// </summary>
internal ref partial struct Re2Translator
{
    private const int HighestRepetition = 1_000;
    private static readonly System.Buffers.SearchValues<char> GroupNameAlphabet =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    private const string AnyPair = @"[\ud800-\udbff][\udc00-\udfff]";

    private readonly ReadOnlySpan<char> _pattern;
    private readonly StringBuilder _output = new();
    private readonly Stack<(bool DotMatchesAll, bool IsMultiline)> _groups = new();
    private int _at;
    private bool _dotMatchesAll;
    private bool _isMultiline;

    private Re2Translator(ReadOnlySpan<char> pattern) => _pattern = pattern;

    public static bool TryTranslate(string pattern, out string translated, out string problem)
    {
        var translator = new Re2Translator(pattern);
        try
        {
            while (translator._at < pattern.Length) translator.Translate();
            translated = translator._output.ToString();
            problem = "";
            return true;
        }
        catch (FormatException exception)
        {
            translated = "";
            problem = exception.Message;
            return false;
        }
    }

    private readonly char Peek(int ahead = 0) => _at + ahead < _pattern.Length ? _pattern[_at + ahead] : '\0';

    private void Translate()
    {
        var c = Peek();
        switch (c)
        {
            case '\\': TranslateEscape(); break;
            case '[': TranslateClass(); break;
            case '(': OpenGroup(); break;
            case ')': CloseGroup(); break;
            case '{': TranslateRepetition(); break;
            case '.': Replace(_dotMatchesAll ? $@"(?:[^\ud800-\udfff]|{AnyPair})" : $@"(?:[^\n\ud800-\udfff]|{AnyPair})"); break;
            case '^': Replace(_isMultiline ? "(?m:^)" : @"\A"); break;
            case '$': Replace(_isMultiline ? "(?m:$)" : @"\z"); break;
            case '*' or '+' or '?' or '|': Replace(c.ToString()); break;
            default: AppendLiteral(ReadRune()); break;
        }
    }

    private void Replace(string text)
    {
        _at++;
        _output.Append(text);
    }

    private int ReadRune()
    {
        if (Rune.DecodeFromUtf16(_pattern[_at..], out var rune, out var length) != System.Buffers.OperationStatus.Done)
            throw new FormatException("The pattern has half of a surrogate pair.");
        _at += length;
        return rune.Value;
    }

    private readonly void AppendLiteral(int codePoint)
    {
        if (codePoint <= char.MaxValue)
        {
            _output.Append(CultureInfo.InvariantCulture, $"\\u{codePoint:x4}");
            return;
        }

        var pair = char.ConvertFromUtf32(codePoint);
        _output.Append(CultureInfo.InvariantCulture, $"(?:\\u{(int)pair[0]:x4}\\u{(int)pair[1]:x4})");
    }

    private void OpenGroup()
    {
        _groups.Push((_dotMatchesAll, _isMultiline));
        _at++;
        if (Peek() != '?')
        {
            _output.Append("(?:");
            return;
        }

        _at++;
        if (Peek() == 'P' && Peek(1) == '<') _at++;
        if (Peek() == '<') SkipGroupName();
        else TranslateFlags();
    }

    /// <summary>Nothing reads captures, so that a named group is a plain one.</summary>
    private void SkipGroupName()
    {
        var length = _pattern[(_at + 1)..].IndexOf('>');
        if (length < 1 || _pattern.Slice(_at + 1, length).ContainsAnyExcept(GroupNameAlphabet))
            throw new FormatException("(?< begins a group's name, which is letters, digits and '_' up to '>'; looking behind is not in RE2.");
        _at += length + 2;
        _output.Append("(?:");
    }

    private void TranslateFlags()
    {
        var isOn = true;
        var ignoreCase = "";
        for (; ; _at++)
        {
            switch (Peek())
            {
                case 'i': ignoreCase = isOn ? "i" : "-i"; break;
                case 's': _dotMatchesAll = isOn; break;
                case 'm': _isMultiline = isOn; break;
                case 'U': break; // Greed decides which match is found, never whether there is one.
                case '-' when isOn: isOn = false; break;
                case ':':
                    _at++;
                    _output.Append(CultureInfo.InvariantCulture, $"(?{ignoreCase}:");
                    return;
                case ')':
                    _at++;
                    _groups.Pop();
                    if (ignoreCase.Length > 0) _output.Append(CultureInfo.InvariantCulture, $"(?{ignoreCase})");
                    return;
                default: throw new FormatException("After (? RE2 has the flags i, m, s, U, a name or ':'; looking ahead and behind is not in RE2.");
            }
        }
    }

    private void CloseGroup()
    {
        if (!_groups.TryPop(out var outer)) throw new FormatException("A ')' closes no group; a literal one is written \\).");
        (_dotMatchesAll, _isMultiline) = outer;
        Replace(")");
    }

    private void TranslateRepetition()
    {
        var end = _pattern[_at..].IndexOf('}');
        var inner = end < 0 ? [] : _pattern.Slice(_at + 1, end - 1);
        var comma = inner.IndexOf(',');
        var least = comma < 0 ? inner : inner[..comma];
        var most = comma < 0 ? [] : inner[(comma + 1)..];
        if (least.IsEmpty || least.ContainsAnyExceptInRange('0', '9') || most.ContainsAnyExceptInRange('0', '9'))
        {
            AppendLiteral(ReadRune());
            return;
        }

        if (!IsRepetition(least) || (!most.IsEmpty && !IsRepetition(most))) throw new FormatException($"A part of a pattern repeats at most {HighestRepetition} times.");
        _output.Append(_pattern.Slice(_at, end + 1));
        _at += end + 1;
    }

    private static bool IsRepetition(ReadOnlySpan<char> digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= HighestRepetition;
}
