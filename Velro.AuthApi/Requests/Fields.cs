using System.Globalization;
using System.Text.Json;
using Velro.AuthApi.Problems;
using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;
using Velro.Authorization.Roles;

namespace Velro.AuthApi.Requests;

/// <summary>
/// Reads the fields of a JSON object. What is wrong is noted with field, value and rule, and the reading goes on, so that one answer says
/// all of it; a member that nobody read is refused, since it would silently not do what its author meant.
/// </summary>
internal sealed class Fields(JsonElement root, string path = "", Dictionary<string, string[]>? errors = null)
{
    private const int LongestShownValue = 80;

    /// <summary>The name of a type or an action.</summary>
    public static readonly TextRule TypeRule = new("a name: 1-128 characters of [A-Za-z0-9._:/-]", static text => EntityNames.IsName(text));

    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string[]> _errors = errors ?? [];

    /// <summary>Whether the member is there.</summary>
    public bool Has(string name) => root.TryGetProperty(name, out _);

    /// <summary>A required text.</summary>
    public string Text(string name, TextRule rule) =>
        Find(name) is { } value ? ReadText(name, value, rule) ?? "" : Missing(name, rule.Description);

    /// <summary>A text that may be absent.</summary>
    public string? TextOrNull(string name, TextRule rule) => Find(name) is { } value ? ReadText(name, value, rule) : null;

    /// <summary>Whether the member is there, and not null, which then is as absent.</summary>
    public bool IsGiven(string name) => Find(name) is { ValueKind: not JsonValueKind.Null };

    /// <summary>The texts of a required array of 1 to <paramref name="most"/>; those that break the rule are noted each in its place.</summary>
    public string[] Texts(string name, TextRule rule, int most)
    {
        if (Find(name) is not { ValueKind: JsonValueKind.Array } array || array.GetArrayLength() == 0 || array.GetArrayLength() > most)
        {
            Missing(name, string.Create(CultureInfo.InvariantCulture, $"an array of 1-{most} texts, each {rule.Description}"));
            return [];
        }

        return [.. array.EnumerateArray().Select((value, i) =>
            ReadText(string.Create(CultureInfo.InvariantCulture, $"{name}[{i}]"), value, rule)).OfType<string>()];
    }

    /// <summary>A text that a change may replace.</summary>
    public Patched<string> TextChange(string name, TextRule rule) =>
        Find(name) is { } value ? new Patched<string>(true, ReadText(name, value, rule) ?? "") : default;

    /// <summary>The required name of an entity of any type: <c>type</c> and <c>id</c>.</summary>
    public EntityRef Entity()
    {
        var type = Text("type", TypeRule);
        return new EntityRef(type, type.Length == 0 ? Seen("id") : Text("id", IdRule(type)));
    }

    /// <summary>The required id of an entity of a core type.</summary>
    public string Id(string name, string type) => Text(name, IdRule(type));

    /// <summary>The id of an entity of a core type; null when it is absent or null.</summary>
    public string? IdOrNull(string name, string type) => IdChange(name, type).Value;

    /// <summary>The id of an entity of a core type that a change may replace, or take away by null.</summary>
    public Patched<string?> IdChange(string name, string type)
    {
        if (Find(name) is not { } value) return default;
        return new Patched<string?>(true, value.ValueKind == JsonValueKind.Null ? null : ReadText(name, value, IdRule(type)));
    }

    /// <summary>One of a few names.</summary>
    public string Choice(string name, params string[] choices) => Find(name) is { } value
        ? ReadText(name, value, ChoiceRule(choices)) ?? ""
        : Missing(name, ChoiceRule(choices).Description);

    /// <summary>One of a few names, or nothing.</summary>
    public string? ChoiceOrNull(string name, params string[] choices) =>
        Find(name) is { } value ? ReadText(name, value, ChoiceRule(choices)) : null;

    /// <summary>One of the roles from <paramref name="lowest"/> to <paramref name="highest"/>.</summary>
    public Role Role(string name, Role lowest, Role highest)
    {
        var names = Enumerable.Range((int)lowest, highest - lowest + 1).Select(static role => RoleNames.NameOf((Role)role));
        return RoleNames.TryParse(Choice(name, [.. names]), out var role) ? role : default;
    }

    /// <summary>A whole number of a range.</summary>
    public int Number(string name, int least, int most) =>
        NumberOrNull(name, least, most) ?? Missing(name, NumberRule(least, most)).Length;

    /// <summary>A whole number from <paramref name="least"/> to <paramref name="most"/>; null when it is absent.</summary>
    public int? NumberOrNull(string name, int least, int most)
    {
        if (Find(name) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most)
            return number;
        Add(name, value, NumberRule(least, most));
        return least;
    }

    /// <summary>An instant in RFC 3339, with its offset; null when it is absent or null.</summary>
    public DateTimeOffset? InstantOrNull(string name)
    {
        if (Find(name) is not { ValueKind: not JsonValueKind.Null } value) return null;
        if (value.ValueKind == JsonValueKind.String && TryInstant(value, out var instant)) return instant;
        Add(name, value, "an instant in RFC 3339 with its offset, from 1970 to 9999, such as 2030-01-31T12:00:00Z");
        return null;
    }

    /// <summary>A required object, as properties.</summary>
    public PropertyBag Properties(string name)
    {
        const string rule = "an object";
        if (Find(name) is not { } value) Missing(name, rule);
        else if (value.ValueKind != JsonValueKind.Object) Add(name, value, rule);
        else if (TryProperties(value, out var properties)) return properties;
        else Add(name, value, "an object of which every string and name is text, without NUL or half of a surrogate pair");
        return PropertyBag.Empty;
    }

    /// <summary>An object as properties; none when it is absent.</summary>
    public PropertyBag PropertiesOrEmpty(string name) => Has(name) ? Properties(name) : PropertyBag.Empty;

    /// <summary>A required object, to be read field by field.</summary>
    public Fields? Object(string name)
    {
        if (Find(name) is { ValueKind: JsonValueKind.Object } value) return new Fields(value, PathOf(name) + ".", _errors);
        Missing(name, "an object");
        return null;
    }

    /// <summary>The elements of an array of 1 to <paramref name="most"/> objects, to be read field by field.</summary>
    public IEnumerable<Fields> Objects(string name, int most)
    {
        var rule = string.Create(CultureInfo.InvariantCulture, $"an array of 1-{most} objects");
        if (Find(name) is not { ValueKind: JsonValueKind.Array } array || array.GetArrayLength() == 0 || array.GetArrayLength() > most)
        {
            Missing(name, rule);
            yield break;
        }

        foreach (var element in Elements(array, PathOf(name), _errors)) yield return element;
    }

    /// <summary>The elements of an array whose elements are objects; others are noted.</summary>
    public static IEnumerable<Fields> Elements(JsonElement array, string path, Dictionary<string, string[]> errors)
    {
        var at = 0;
        foreach (var element in array.EnumerateArray())
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{path}[{at++}]");
            if (element.ValueKind == JsonValueKind.Object) yield return new Fields(element, place + ".", errors);
            else errors[place] = [Describe(element, "an object")];
        }
    }

    /// <summary>Passes over a member that cannot be judged, since another one that it depends on is wrong.</summary>
    private string Seen(string name)
    {
        _read.Add(name);
        return "";
    }

    /// <summary>A member as it stands; null when it is absent.</summary>
    public JsonElement? Find(string name)
    {
        _read.Add(name);
        return root.TryGetProperty(name, out var value) ? value : null;
    }

    /// <summary>Notes that a field breaks a rule.</summary>
    public void Add(string name, JsonElement value, string rule) => Refuse(name, Describe(value, rule));

    /// <summary>Notes what is wrong with a field.</summary>
    public void Refuse(string name, string message) => _errors[PathOf(name)] = [message];

    /// <summary>Notes that a required field is not there, or not what it must be.</summary>
    public string Missing(string name, string rule)
    {
        Refuse(name, $"Required: {rule}.");
        return "";
    }

    /// <summary>Gives back <paramref name="request"/>, which was read from these fields, when nothing was wrong.</summary>
    /// <exception cref="ProblemException">Something was.</exception>
    public T Complete<T>(T request)
    {
        NoteUnread();
        ThrowIfAny(_errors);
        return request;
    }

    /// <summary>Notes the members that nobody read.</summary>
    public void NoteUnread()
    {
        foreach (var member in root.EnumerateObject())
        {
            if (!_read.Contains(member.Name)) Refuse(member.Name, $"There is no such field here. There is {string.Join(", ", _read)}.");
        }
    }

    /// <exception cref="ProblemException">There are errors.</exception>
    public static void ThrowIfAny(Dictionary<string, string[]> errors)
    {
        if (errors.Count == 0) return;
        var problem = Problem.Invalid("request.invalid", "Fields of the body are missing or not well formed; see 'errors'.");
        throw new ProblemException(problem with { Errors = errors });
    }

    private string? ReadText(string name, JsonElement value, TextRule rule)
    {
        if (value.ValueKind == JsonValueKind.String && TryText(value, out var text) && rule.IsMet(text)) return text;
        Add(name, value, rule.Description);
        return null;
    }

    private string PathOf(string name) => path + name;

    private static TextRule IdRule(string type) => new(
        EntityTypes.IsCore(type)
            ? $"the id of a {type}: 1-128 characters of [A-Za-z0-9._:@-]"
            : "an id: 1-512 characters without control characters",
        text => EntityNames.IsId(type, text));

    private static TextRule ChoiceRule(string[] choices) => new($"one of {string.Join(", ", choices)}", choices.Contains);

    private static bool TryText(JsonElement value, out string text)
    {
        try
        {
            text = value.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair is not text.
            text = "";
            return false;
        }
    }

    private static bool TryInstant(JsonElement value, out DateTimeOffset instant)
    {
        instant = default;
        return TryText(value, out var text) && HasOffset(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out instant)
            && instant.UtcDateTime is { Year: >= 1970 } utc && utc < new DateTime(9999, 12, 30, 0, 0, 0, DateTimeKind.Utc);
    }

    /// <summary>Without an offset it would mean another instant on each machine.</summary>
    private static bool HasOffset(string text) =>
        text.Length >= 20 && text[10] is 'T' or 't' && (text[^1] is 'Z' or 'z' || text.LastIndexOfAny(['+', '-']) == text.Length - 6);

    private static bool TryProperties(JsonElement value, out PropertyBag properties)
    {
        try
        {
            properties = PropertyBag.From(value.Clone());
            return !HoldsNul(value);
        }
        catch (JsonException)
        {
            properties = PropertyBag.Empty;
            return false;
        }
    }

    /// <summary>Whether a string or a name somewhere in it has the one character that the database cannot store.</summary>
    private static bool HoldsNul(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!.Contains('\0'),
        JsonValueKind.Array => value.EnumerateArray().Any(HoldsNul),
        JsonValueKind.Object => value.EnumerateObject().Any(static member => member.Name.Contains('\0') || HoldsNul(member.Value)),
        _ => false,
    };

    private static string Describe(JsonElement value, string rule)
    {
        var text = value.GetRawText();
        return $"{(text.Length > LongestShownValue ? text[..LongestShownValue] + "…" : text)} is not {rule}.";
    }

    private static string NumberRule(int least, int most) =>
        string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}");
}
