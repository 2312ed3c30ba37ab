using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Velro.Authorization.Entities;
using Velro.Authorization.Policies.Cel.Syntax;

namespace Velro.Authorization.Policies;

/// <summary>Reads one document and gathers what is wrong with its form. <c>policy.schema.json</c> says the same to editors.</summary>
internal ref struct PolicyDocumentReader
{
    /// <summary>The largest document, in bytes of UTF-8.</summary>
    public const int MaximumBytes = 65_536;

    /// <summary>The most names in one array.</summary>
    public const int MaximumItems = 32;

    private const int MaximumDescription = 1_024;
    private static readonly string[] Members = ["$schema", "description", "effect", "subjectTypes", "actions", "resourceTypes", "minimumRole", "condition"];

    private readonly PolicyProblems _problems;
    private readonly byte[] _utf8;
    private readonly PolicyDocument _document = new();
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private Utf8JsonReader _json;

    private PolicyDocumentReader(byte[] utf8, PolicyProblems problems)
    {
        _utf8 = utf8;
        _problems = problems;
        _json = new Utf8JsonReader(utf8);
    }

    /// <summary>Reads a document; null when it is no JSON object at all. What else is wrong is in <paramref name="problems"/>.</summary>
    public static PolicyDocument? Read(string text, PolicyProblems problems)
    {
        if (Encoding.UTF8.GetByteCount(text) > MaximumBytes)
        {
            problems.Add("", 1, 1, PolicyCodes.TooLarge, $"A policy has at most {MaximumBytes} bytes.");
            return null;
        }

        var reader = new PolicyDocumentReader(Encoding.UTF8.GetBytes(text), problems);
        try
        {
            return reader.ReadDocument();
        }
        catch (JsonException exception)
        {
            reader.ReportSyntax(exception);
            return null;
        }
    }

    private readonly void ReportSyntax(JsonException exception)
    {
        var line = (int)(exception.LineNumber ?? 0);
        var rest = _utf8.AsSpan();
        for (var i = 0; i < line; i++) rest = rest[(rest.IndexOf((byte)'\n') + 1)..];
        var column = CodePointsIn(rest[..(int)Math.Min(exception.BytePositionInLine ?? 0, rest.Length)]) + 1;
        _problems.Add("", line + 1, column, PolicyCodes.Json, "The document is not JSON: " + exception.Message.Split(" LineNumber:")[0]);
    }

    private PolicyDocument? ReadDocument()
    {
        _json.Read();
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            Report("", PolicyCodes.MemberType, "A policy is a JSON object.");
            return null;
        }

        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName) ReadMember();
        while (_json.Read())
        {
            // Reads to the end, so that what follows the object is refused.
        }

        foreach (var member in (ReadOnlySpan<string>)["effect", "actions", "resourceTypes"])
        {
            if (!_seen.Contains(member)) _problems.Add("", 1, 1, PolicyCodes.MissingMember, $"A policy needs the member \"{member}\".");
        }

        return _document;
    }

    private void ReadMember()
    {
        if (!TryText(out var name)) name = "";
        var pointer = "/" + name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
        var isKnown = Array.IndexOf(Members, name) >= 0;
        if (!isKnown) Report(pointer, PolicyCodes.UnknownMember, $"There is no member of this name. A policy has {string.Join(", ", Members[1..])}.");
        else if (!_seen.Add(name)) Report(pointer, PolicyCodes.MemberTwice, "This member stands twice.");

        _json.Read();
        if (!isKnown)
        {
            _json.Skip();
            return;
        }

        switch (name)
        {
            case "effect": _document.Effect = ReadText(pointer); break;
            case "minimumRole": _document.MinimumRole = ReadText(pointer); break;
            case "condition": _document.Condition = ReadText(pointer); break;
            case "subjectTypes": _document.SubjectTypes = ReadNames(pointer, mayBeAny: false); break;
            case "actions": _document.Actions = ReadNames(pointer, mayBeAny: true); break;
            case "resourceTypes": _document.ResourceTypes = ReadNames(pointer, mayBeAny: true); break;
            default: ReadDescription(pointer); break;
        }
    }

    private void ReadDescription(string pointer)
    {
        if (ReadText(pointer) is { Length: > MaximumDescription }) Report(pointer, PolicyCodes.MemberValue, $"A description has at most {MaximumDescription} characters.");
    }

    private string? ReadText(string pointer)
    {
        _document.Place(pointer, PositionAt(_json.TokenStartIndex));
        if (_json.TokenType == JsonTokenType.String && TryText(out var text)) return text;

        Report(pointer, PolicyCodes.MemberType, "This is a string.");
        _json.Skip();
        return null;
    }

    private ImmutableArray<string> ReadNames(string pointer, bool mayBeAny)
    {
        if (_json.TokenType != JsonTokenType.StartArray)
        {
            Report(pointer, PolicyCodes.MemberType, "This is an array of names.");
            _json.Skip();
            return [];
        }

        var start = _json.TokenStartIndex;
        var names = ImmutableArray.CreateBuilder<string>();
        var at = 0;
        for (; _json.Read() && _json.TokenType != JsonTokenType.EndArray; at++)
        {
            if (ReadText($"{pointer}/{at}") is not { } name) continue;
            if (!(mayBeAny && name == PolicyDocument.Any) && !EntityNames.IsName(name))
                Report($"{pointer}/{at}", PolicyCodes.MemberValue, $"A name is 1-128 characters of A-Z a-z 0-9 . _ : / -{(mayBeAny ? ", or \"*\" alone" : "")}.");
            else if (names.Contains(name)) Report($"{pointer}/{at}", PolicyCodes.MemberValue, "This name stands twice.");
            else names.Add(name);
        }

        if (at is 0 or > MaximumItems) Report(pointer, PolicyCodes.MemberValue, $"This array has 1 to {MaximumItems} names.", start);
        return names.ToImmutable();
    }

    /// <summary>The text of the current token; false when it holds half of a surrogate pair.</summary>
    private readonly bool TryText(out string text)
    {
        try
        {
            text = _json.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            text = "";
            return false;
        }
    }

    private readonly void Report(string pointer, string code, string message) => Report(pointer, code, message, _json.TokenStartIndex);

    private readonly void Report(string pointer, string code, string message, long at)
    {
        var position = PositionAt(at);
        _problems.Add(pointer, position.Line, position.Column, code, message);
    }

    private readonly CelPosition PositionAt(long at)
    {
        var before = _utf8.AsSpan(0, (int)at);
        var lineStart = before.LastIndexOf((byte)'\n') + 1;
        return new CelPosition(before.Count((byte)'\n') + 1, CodePointsIn(before[lineStart..]) + 1);
    }

    /// <summary>Every octet but those that continue a character begins one.</summary>
    private static int CodePointsIn(ReadOnlySpan<byte> utf8)
    {
        var count = 0;
        foreach (var octet in utf8)
        {
            if ((octet & 0xC0) != 0x80) count++;
        }

        return count;
    }
}
