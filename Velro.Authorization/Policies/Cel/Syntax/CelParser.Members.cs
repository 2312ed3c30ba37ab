using System.Collections.Immutable;
using Velro.Authorization.Policies.Cel.Values;

namespace Velro.Authorization.Policies.Cel.Syntax;

/// <summary>Signs, fields, indexes, calls, literals and names.</summary>
internal sealed partial class CelParser
{
    private CelExpression ParseUnary()
    {
        var signs = new Stack<CelToken>();
        var kind = Current.Is("!") ? "!" : "-";
        while (Current.Is(kind))
        {
            signs.Push(Take());
            if (signs.Count > CelLimits.Depth)
                throw new CelSourceException(Current.Position, CelCodes.TooDeep, $"At most {CelLimits.Depth} signs stand in a row.");
        }

        var operand = ParseMember(TakeSignOfNumber(signs, kind));
        while (signs.TryPop(out var sign)) operand = Bounded(new CallExpression(sign.Position, sign.Text, null, [operand]));
        return operand;
    }

    /// <summary>The last minus before a number is the number's own, so that the lowest int can be written. Null when there is none.</summary>
    private CelToken? TakeSignOfNumber(Stack<CelToken> signs, string kind)
    {
        if (kind == "-") return signs.Count > 0 && IsNumber(Current) ? signs.Pop() : null;
        return Current.Is("-") && IsNumber(_tokens[_at + 1]) ? Take() : null;
    }

    private static bool IsNumber(CelToken token) => token is { Kind: CelTokenKind.Literal, Value.Kind: CelKind.Int or CelKind.Double };

    private CelExpression ParseMember(CelToken? sign)
    {
        var member = sign is { } minus ? NegativeLiteral(minus.Position, Take()) : ParsePrimary();
        while (true)
        {
            if (TryTake(".")) member = ParseField(member);
            else if (Current.Is("["))
            {
                var position = Take().Position;
                var index = ParseExpression();
                Expect("]", "after an index");
                member = Bounded(new CallExpression(position, "[]", null, [member, index]));
            }
            else return member;
        }
    }

    private static LiteralExpression NegativeLiteral(CelPosition position, CelToken token) => new(
        position, token.Value.Kind == CelKind.Double ? CelValue.Of(-token.Value.AsDouble) : CelValue.Of(unchecked(-token.Value.AsInt)));

    private CelExpression ParseField(CelExpression operand)
    {
        var name = Current;
        if (name.Kind is not (CelTokenKind.Identifier or CelTokenKind.QuotedIdentifier)) throw Unexpected("The name of a field or function was expected after '.'");

        _at++;
        if (name.Kind == CelTokenKind.Identifier && Current.Is("(")) return ParseCall(operand, name);
        if (Current.Is("{")) throw Message(name.Position);
        return Bounded(new SelectExpression(name.Position, operand, name.Text, IsTest: false));
    }

    private CelExpression ParseCall(CelExpression? target, CelToken name)
    {
        Expect("(", "before arguments");
        var arguments = ParseList(")", "after the last argument", mayEndWithComma: false);
        return Bounded(Macro(target, name, arguments) ?? new CallExpression(name.Position, name.Text, target, arguments));
    }

    private CelExpression ParsePrimary()
    {
        var token = Current;
        if (TryTake("("))
        {
            var inner = ParseExpression();
            Expect(")", "to close the '('");
            return inner;
        }

        if (TryTake("[")) return Bounded(new ListExpression(token.Position, ParseList("]", "after the last item of a list", mayEndWithComma: true)));
        if (TryTake("{")) return ParseMap(token.Position);
        if (token.Kind == CelTokenKind.Literal) return PositiveLiteral(Take());

        var isRooted = TryTake(".");
        if (Current.Kind != CelTokenKind.Identifier) throw Unexpected("A value, a name or '(' was expected");
        return ParseName(Take(), isRooted);
    }

    private CelExpression ParseName(CelToken name, bool isRooted)
    {
        if (ReservedWords.Contains(name.Text))
            throw new CelSourceException(name.Position, CelCodes.Syntax, $"'{name.Text}' is a reserved word and cannot be a name.");
        if (Current.Is("(")) return ParseCall(null, name);
        if (Current.Is("{")) throw Message(name.Position);
        return new NameExpression(name.Position, name.Text, isRooted);
    }

    private static LiteralExpression PositiveLiteral(CelToken token)
    {
        var isTooLarge = token.Value is { Kind: CelKind.Int, AsInt: long.MinValue };
        return isTooLarge
            ? throw new CelSourceException(token.Position, CelCodes.Literal, $"{token.Text} is beyond the range of int (64 bits with a sign). With a 'u' at its end it is a uint.")
            : new LiteralExpression(token.Position, token.Value);
    }

    private MapExpression ParseMap(CelPosition position)
    {
        var entries = ImmutableArray.CreateBuilder<CelExpression>();
        while (!TryTake("}"))
        {
            if (entries.Count > 0) Expect(",", "between the entries of a map");
            if (entries.Count > 0 && TryTake("}")) break;

            entries.Add(ParseExpression());
            Expect(":", "between key and value of a map");
            entries.Add(ParseExpression());
        }

        return Bounded(new MapExpression(position, entries.ToImmutable()));
    }

    private ImmutableArray<CelExpression> ParseList(string end, string purpose, bool mayEndWithComma)
    {
        var items = ImmutableArray.CreateBuilder<CelExpression>();
        if (TryTake(end)) return [];
        do
        {
            if (mayEndWithComma && items.Count > 0 && Current.Is(end)) break;
            items.Add(ParseExpression());
        }
        while (TryTake(","));
        Expect(end, purpose);
        return items.ToImmutable();
    }

    private static CelSourceException Message(CelPosition position) =>
        new(position, CelCodes.Unsupported, "Messages cannot be made in conditions; a map is written {'key': value}.");
}
