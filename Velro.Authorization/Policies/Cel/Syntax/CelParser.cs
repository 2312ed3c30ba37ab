using System.Collections.Immutable;

namespace Velro.Authorization.Policies.Cel.Syntax;

/// <summary>Builds the syntax tree: recursive descent for what nests, loops for what repeats. Nesting is bounded.</summary>
internal sealed partial class CelParser
{
    private const int LowestBinaryPrecedence = 1;

    private static readonly HashSet<string> ReservedWords = new(StringComparer.Ordinal)
    {
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package", "namespace", "return",
        "var", "void", "while",
    };

    private readonly List<CelToken> _tokens;
    private int _at;
    private int _nesting;

    private CelParser(List<CelToken> tokens) => _tokens = tokens;

    /// <summary>Reads one whole expression.</summary>
    /// <exception cref="CelSourceException">The source is none.</exception>
    public static CelExpression Parse(string source)
    {
        var parser = new CelParser(CelLexer.Read(source));
        if (parser.Current.Kind == CelTokenKind.End) throw parser.Unexpected("A condition is an expression such as resource.properties.status == 'active'");

        var expression = parser.ParseExpression();
        return parser.Current.Kind == CelTokenKind.End ? expression : throw parser.Unexpected("An operator or the end was expected");
    }

    private CelToken Current => _tokens[_at];

    private CelToken Take() => _tokens[_at++];

    private bool TryTake(string symbol)
    {
        if (!Current.Is(symbol)) return false;
        _at++;
        return true;
    }

    private void Expect(string symbol, string purpose)
    {
        if (!TryTake(symbol)) throw Unexpected($"'{symbol}' was expected {purpose}");
    }

    private CelSourceException Unexpected(string expectation) =>
        new(Current.Position, CelCodes.Syntax, $"{expectation}, not {Current.Description}.");

    /// <summary>Refuses a tree that is too high, the moment that it becomes so.</summary>
    private static T Bounded<T>(T expression) where T : CelExpression => expression.Depth <= CelLimits.Depth
        ? expression
        : throw new CelSourceException(expression.Position, CelCodes.TooDeep, $"Expressions nest {CelLimits.Depth} levels at most; split this condition.");

    private CelExpression ParseExpression()
    {
        if (++_nesting > CelLimits.Depth)
            throw new CelSourceException(Current.Position, CelCodes.TooDeep, $"Expressions nest {CelLimits.Depth} levels at most; split this condition.");

        var condition = ParseLogical(isAnd: false);
        if (Current.Is("?"))
        {
            var position = Take().Position;
            var whenTrue = ParseLogical(isAnd: false);
            Expect(":", "between the two values of '?'");
            condition = Bounded(new ConditionalExpression(position, condition, whenTrue, ParseExpression()));
        }

        _nesting--;
        return condition;
    }

    private CelExpression ParseLogical(bool isAnd)
    {
        var first = ParseLogicalTerm(isAnd);
        var symbol = isAnd ? "&&" : "||";
        if (!Current.Is(symbol)) return first;

        var position = Current.Position;
        var terms = ImmutableArray.CreateBuilder<CelExpression>();
        terms.Add(first);
        while (TryTake(symbol)) terms.Add(ParseLogicalTerm(isAnd));
        return Bounded(new LogicalExpression(position, isAnd, terms.ToImmutable()));
    }

    private CelExpression ParseLogicalTerm(bool isAnd) => isAnd ? ParseBinary(LowestBinaryPrecedence) : ParseLogical(isAnd: true);

    /// <summary>Relations, sums and products, which all group from the left.</summary>
    private CelExpression ParseBinary(int lowest)
    {
        var left = ParseUnary();
        while (Precedence(Current) is var precedence && precedence >= lowest)
        {
            var symbol = Take();
            var right = ParseBinary(precedence + 1);
            left = Bounded(new CallExpression(symbol.Position, symbol.Text, null, [left, right]));
        }

        return left;
    }

    private static int Precedence(CelToken token) => token.Kind != CelTokenKind.Symbol
        ? 0
        : token.Text switch
        {
            "<" or "<=" or ">" or ">=" or "==" or "!=" or "in" => 1,
            "+" or "-" => 2,
            "*" or "/" or "%" => 3,
            _ => 0,
        };
}
