using System.Globalization;
using System.Text;

namespace Velro.Authorization.Policies.Cel.Functions;

/// <summary>A set of code points, written for an engine that works on UTF-16 units.</summary>
internal sealed class Re2CharacterClass
{
    private const int HighestBasic = 0xFFFF;
    private const int LowestSupplementary = 0x10000;
    private const int HighestCodePoint = 0x10FFFF;

    private static readonly Dictionary<string, (int Low, int High)[]> Named = new(StringComparer.Ordinal)
    {
        ["alnum"] = [('0', '9'), ('A', 'Z'), ('a', 'z')],
        ["alpha"] = [('A', 'Z'), ('a', 'z')],
        ["ascii"] = [(0, 0x7F)],
        ["blank"] = [('\t', '\t'), (' ', ' ')],
        ["cntrl"] = [(0, 0x1F), (0x7F, 0x7F)],
        ["digit"] = [('0', '9')],
        ["graph"] = [('!', '~')],
        ["lower"] = [('a', 'z')],
        ["print"] = [(' ', '~')],
        ["punct"] = [('!', '/'), (':', '@'), ('[', '`'), ('{', '~')],
        ["space"] = [('\t', '\r'), (' ', ' ')],
        ["perl-space"] = [('\t', '\n'), ('\f', '\r'), (' ', ' ')],
        ["upper"] = [('A', 'Z')],
        ["word"] = [('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')],
        ["xdigit"] = [('0', '9'), ('A', 'F'), ('a', 'f')],
    };

    private static readonly HashSet<string> Categories = new(StringComparer.Ordinal)
    {
        "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po",
        "S", "Sm", "Sc", "Sk", "So", "Z", "Zs", "Zl", "Zp", "C", "Cc", "Cf", "Co",
    };

    private readonly List<(int Low, int High)> _ranges = [];
    private readonly StringBuilder _categories = new();
    private bool _hasAllSupplementary;

    public void Add(int low, int high) => _ranges.Add((low, high));

    public bool TryAddNamed(ReadOnlySpan<char> name, bool isNegated)
    {
        if (!Named.TryGetValue(name.ToString(), out var ranges)) return false;
        if (!isNegated)
        {
            _ranges.AddRange(ranges);
            return true;
        }

        _ranges.AddRange(Complement(ranges, 0, HighestCodePoint));
        return true;
    }

    public bool TryAddCategory(ReadOnlySpan<char> category, bool isNegated)
    {
        if (!Categories.Contains(category.ToString())) return false;
        _categories.Append(CultureInfo.InvariantCulture, $@"\{(isNegated ? 'P' : 'p')}{{{category}}}");
        _hasAllSupplementary |= isNegated;
        return true;
    }

    public string ToPattern(bool isNegated)
    {
        var basic = new StringBuilder();
        foreach (var (low, high) in _ranges.Where(range => range.Low <= HighestBasic)) AppendBasic(basic, low, Math.Min(high, HighestBasic));

        var pairs = _hasAllSupplementary ? [(LowestSupplementary, HighestCodePoint)] : _ranges.Where(range => range.High > HighestBasic).ToArray();
        if (isNegated) pairs = [.. Complement(pairs, LowestSupplementary, HighestCodePoint)];

        // The halves of pairs are never characters of their own, so they are out of the basic part, whichever way it goes.
        var alternatives = new List<string>();
        var content = $"{basic}{_categories}";
        if (isNegated) alternatives.Add($@"[^{content}\ud800-\udfff]");
        else if (content.Length > 0) alternatives.Add($@"[{content}-[\ud800-\udfff]]");
        foreach (var (low, high) in pairs) AppendPairs(alternatives, Math.Max(low, LowestSupplementary), high);
        return alternatives.Count == 0 ? @"[^\s\S]" : $"(?:{string.Join('|', alternatives)})";
    }

    private static void AppendBasic(StringBuilder output, int low, int high) =>
        output.Append(CultureInfo.InvariantCulture, $@"\u{low:x4}-\u{high:x4}");

    private static void AppendPairs(List<string> alternatives, int low, int high)
    {
        var (lowPair, highPair) = (char.ConvertFromUtf32(low), char.ConvertFromUtf32(high));
        if (lowPair[0] == highPair[0])
        {
            alternatives.Add(Pair(lowPair[0], lowPair[0], lowPair[1], highPair[1]));
            return;
        }

        alternatives.Add(Pair(lowPair[0], lowPair[0], lowPair[1], '\udfff'));
        if (highPair[0] - lowPair[0] > 1) alternatives.Add(Pair((char)(lowPair[0] + 1), (char)(highPair[0] - 1), '\udc00', '\udfff'));
        alternatives.Add(Pair(highPair[0], highPair[0], '\udc00', highPair[1]));
    }

    private static string Pair(char firstHigh, char lastHigh, char firstLow, char lastLow) =>
        string.Create(CultureInfo.InvariantCulture, $@"[\u{(int)firstHigh:x4}-\u{(int)lastHigh:x4}][\u{(int)firstLow:x4}-\u{(int)lastLow:x4}]");

    private static IEnumerable<(int Low, int High)> Complement(IEnumerable<(int Low, int High)> ranges, int lowest, int highest)
    {
        var next = lowest;
        foreach (var (low, high) in ranges.OrderBy(range => range.Low))
        {
            if (low > next) yield return (next, low - 1);
            next = Math.Max(next, high + 1);
        }

        if (next <= highest) yield return (next, highest);
    }
}
