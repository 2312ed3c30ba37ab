using System.Text;

namespace Velro.Tests.Contract.Fuzzing;

/// <summary>
/// Makes bodies that are nearly right: what a well-formed request of the check API consists of, with parts replaced, left out, doubled,
/// nested and broken, down to single bytes. The same seed makes the same bodies.
/// </summary>
internal sealed class BodyFuzzer(Random random)
{
    private static readonly string[] Odd =
    [
        "null", "true", "false", "0", "-1", "1e999", "-1e-999", "123456789012345678901234567890", "1.5", "\"\"", "\" \"", "[]", "{}", "[[]]", "[{}]",
        "\"\\u0000\"", "\"a\\u0000b\"", "\"\\ud800\"", "\"\\udc00x\"", "\"\\ud83d\\ude00\"", "\"\\uffff\"", "\"\u00e9\"", "\"\\u202e\"", "\"'; drop table users; --\"",
        "\"../../etc/passwd\"", "\"%00\"", "\"{{7*7}}\"", "{\"a\":1,\"a\":2}", "{\"\\ud800\":1}", "{\"a\":{\"b\":\"\\udfff\"}}", "{\"type\":\"user\"}", "{\"id\":\"alice\"}",
        "{\"type\":\"user\",\"id\":\"alice\"}", "{\"type\":\"record\",\"id\":\"record-1\"}", "{\"name\":\"read\"}", "NaN", "Infinity", "undefined", "'x'", "/*x*/1", "1,", "\"", "[", "}", "",
        "{\"consistency\":\"full\"}", "{\"consistency\":\"soon\"}", "{\"consistency\":{\"at_least\":\"AAAA\"}}", "{\"consistency\":{\"at_least\":\"\\ud800\"}}", "{\"consistency\":[]}",
        "{\"explain\":true}", "{\"explain\":\"yes\"}", "{\"time\":\"not a time\",\"ip\":\"::x\",\"acr\":7}", "{\"limit\":0}", "{\"limit\":-1}", "{\"limit\":1e9}", "{\"token\":\"AAAA\"}",
        "{\"token\":\"\\u0000\"}", "{\"token\":7}", "{\"evaluations_semantic\":\"deny_on_first_deny\"}", "{\"evaluations_semantic\":\"x\"}",
    ];

    private static readonly string[] Types = ["user", "team", "project", "generation", "record", "anonymous", "service", "unheard-of", "User", "a/b", "a b", "\\u0000", "\\ud800", ""];

    private static readonly string[] Ids =
    [
        "alice", "bob", "frank", "admin", "record-1", "record-2", "sketch", "poster", "campaign", "studio", "anonymous", "nothing", "", " ", "a/b", "a\\nb", "\\u0000", "\\ud800",
        "\\ud83d\\ude00", "\\u007f", "'", "%", "null",
    ];

    private static readonly string[] Names = ["read", "write", "delete", "publish", "READ", "", "a b", "*", "\\u0000", "\\udfff"];

    private static readonly string[] Members =
        ["subject", "action", "resource", "context", "evaluations", "options", "page", "type", "id", "name", "properties", "token", "limit", "\\ud800", "", "subject\\u0000"];

    /// <summary>The bytes of a body.</summary>
    public byte[] Next()
    {
        var text = random.Next(60) switch
        {
            0 => Pick(Odd),
            1 => Deep(random.Next(1, 400)),
            2 => "{" + Evaluations(1001, "{}") + "}",
            3 => "{\"subject\":{\"type\":\"user\",\"id\":\"" + new string('x', random.Next(100, 20_000)) + "\"}}",
            _ => Root(),
        };
        var bytes = Encoding.UTF8.GetBytes(text);
        return random.Next(6) == 0 ? Break(bytes) : bytes;
    }

    private string Root()
    {
        var members = new List<string>();
        Add(members, "subject", Entity);
        Add(members, "action", Action);
        Add(members, "resource", Entity);
        if (random.Next(3) == 0) Add(members, "context", Properties);
        if (random.Next(4) == 0) Add(members, "page", () => $"{{\"limit\":{Value(() => random.Next(-1, 5).ToString(System.Globalization.CultureInfo.InvariantCulture))}}}");
        if (random.Next(3) == 0) members.Add(Evaluations(random.Next(0, 4), null));
        if (random.Next(6) == 0) Add(members, "options", () => Pick(Odd));
        if (random.Next(5) == 0) members.Add($"\"{Pick(Members)}\":{Pick(Odd)}");
        if (random.Next(12) == 0) members.Add(members[random.Next(members.Count)]);
        return $"{{{string.Join(',', members.OrderBy(_ => random.Next()))}}}";
    }

    private string Evaluations(int count, string? item) =>
        $"\"evaluations\":[{string.Join(',', Enumerable.Range(0, count).Select(_ => item ?? Value(Item)))}]";

    private string Item()
    {
        var members = new List<string>();
        if (random.Next(2) == 0) Add(members, "subject", Entity);
        if (random.Next(2) == 0) Add(members, "action", Action);
        if (random.Next(2) == 0) Add(members, "resource", Entity);
        if (random.Next(4) == 0) Add(members, "context", Properties);
        return $"{{{string.Join(',', members)}}}";
    }

    private string Entity()
    {
        var members = new List<string>();
        Add(members, "type", () => $"\"{(random.Next(3) == 0 ? Pick(Types) : Types[random.Next(5)])}\"");
        Add(members, "id", () => $"\"{(random.Next(12) == 0 ? new string('y', random.Next(120, 600)) : Pick(Ids))}\"");
        if (random.Next(4) == 0) Add(members, "properties", Properties);
        return $"{{{string.Join(',', members)}}}";
    }

    private string Action()
    {
        var members = new List<string>();
        Add(members, "name", () => $"\"{Pick(Names)}\"");
        if (random.Next(4) == 0) Add(members, "properties", Properties);
        return $"{{{string.Join(',', members)}}}";
    }

    private string Properties() => random.Next(4) == 0 ? Pick(Odd) : $"{{\"status\":{Pick(Odd)},\"role\":{Value(() => "\"admin\"")}}}";

    /// <summary>Mostly there and right; now and then left out, or something else.</summary>
    private void Add(List<string> members, string name, Func<string> value)
    {
        if (random.Next(14) != 0) members.Add($"\"{name}\":{Value(value)}");
    }

    private string Value(Func<string> value) => random.Next(10) == 0 ? Pick(Odd) : value();

    private static string Deep(int levels) => $"{{\"context\":{new string('[', levels)}{new string(']', levels)}}}";

    /// <summary>Changes single bytes, cuts the end off, or says it in another encoding.</summary>
    private byte[] Break(byte[] bytes)
    {
        switch (random.Next(4))
        {
            case 0:
                return bytes[..random.Next(bytes.Length + 1)];
            case 1:
                return Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(bytes));
            case 2:
                return [0xEF, 0xBB, 0xBF, .. bytes];
            default:
                var broken = bytes.ToArray();
                for (var i = 0; i < 3 && broken.Length > 0; i++) broken[random.Next(broken.Length)] = (byte)random.Next(256);
                return broken;
        }
    }

    private string Pick(string[] from) => from[random.Next(from.Length)];
}
