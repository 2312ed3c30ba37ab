using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Velro.Cli.Files;

/// <summary>
/// A value in a file of YAML, of which JSON is a part, with its place. Whoever reads a value says what it must be, and the file's author is
/// told line and column when it is not.
/// </summary>
internal sealed class Node
{
    /// <summary>How deep values nest, as in the bodies that a server takes.</summary>
    private const int MaximumDepth = 32;

    private readonly YamlNode _yaml;
    private readonly string _file;

    /// <exception cref="BadFileException">It has a tag, which JSON does not know.</exception>
    private Node(YamlNode yaml, string file)
    {
        (_yaml, _file) = (yaml, file);
        if (!yaml.Tag.IsEmpty) throw Bad("Tags are not read; put a text in quotes, and leave them away from others.");
    }

    /// <summary>The file.</summary>
    public string File => _file;

    /// <summary>The line, from 1.</summary>
    public long Line => _yaml.Start.Line;

    /// <summary>Reads a file that holds one value.</summary>
    /// <exception cref="BadFileException">It does not.</exception>
    public static Node Read(string path)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(PolicyFile.ReadText(path)));
        }
        catch (YamlException exception)
        {
            throw new BadFileException(path, exception.Start.Line, exception.Start.Column, exception.Message);
        }

        return stream.Documents is [var document]
            ? new Node(document.RootNode, path)
            : throw new BadFileException(path, 1, 1, "The file must hold one document.");
    }

    /// <summary>The members of an object, by name; none of others than these.</summary>
    public Dictionary<string, Node> Object(params string[] names)
    {
        var members = Members();
        foreach (var (name, _) in members)
        {
            if (!names.Contains(name)) throw KeyOf(name).Bad($"There is no '{name}' here. There is {string.Join(", ", names)}.");
        }

        return members;
    }

    /// <summary>The members of an object of any names.</summary>
    public Dictionary<string, Node> Members() => _yaml is YamlMappingNode mapping
        ? mapping.Children.ToDictionary(child => new Node(child.Key, _file).Text(), child => new Node(child.Value, _file))
        : throw Bad("This must be an object.");

    /// <summary>The elements of an array.</summary>
    public IEnumerable<Node> Items() => _yaml is YamlSequenceNode sequence
        ? sequence.Children.Select(child => new Node(child, _file))
        : throw Bad("This must be an array.");

    /// <summary>Whether it is a text, a number or the like, and neither object nor array.</summary>
    public bool IsScalar => _yaml is YamlScalarNode;

    /// <summary>Whether it is an array.</summary>
    public bool IsArray => _yaml is YamlSequenceNode;

    /// <summary>A text.</summary>
    public string Text() => _yaml is YamlScalarNode { Value: { } text } ? text : throw Bad("This must be a text.");

    /// <summary>A text of which <paramref name="parse"/> makes something.</summary>
    public T Parsed<T>(Func<string, T?> parse, string rule) where T : struct => parse(Text()) ?? throw Bad($"This must be {rule}.");

    /// <summary>True or false.</summary>
    public bool Flag() => _yaml is YamlScalarNode { Style: ScalarStyle.Plain, Value: "true" or "false" }
        ? Text() == "true"
        : throw Bad("This must be true or false.");

    /// <summary>An instant with its offset.</summary>
    public DateTimeOffset Instant() => Parsed<DateTimeOffset>(
        static text => text.Contains('T') && (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > 10)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var value) ? value : null,
        "an instant with its offset, such as 2027-03-01T12:00:00Z");

    /// <summary>The value as JSON: what YAML writes without quotes is what JSON would read.</summary>
    public JsonElement Json() => JsonSerializer.SerializeToElement(JsonOf(0));

    /// <summary>What is wrong here.</summary>
    public BadFileException Bad(string message) => new(_file, _yaml.Start.Line, _yaml.Start.Column, message);

    private Node KeyOf(string name) =>
        new(((YamlMappingNode)_yaml).Children.Keys.First(key => key is YamlScalarNode scalar && scalar.Value == name), _file);

    private JsonNode? JsonOf(int depth)
    {
        if (depth == MaximumDepth) throw Bad($"Values nest at most {MaximumDepth} deep.");
        return _yaml switch
        {
            YamlMappingNode => new JsonObject(Members().Select(member => KeyValuePair.Create(member.Key, member.Value.JsonOf(depth + 1)))),
            YamlSequenceNode => new JsonArray([.. Items().Select(item => item.JsonOf(depth + 1))]),
            YamlScalarNode { Style: ScalarStyle.Plain, Value: { } text } => PlainText.Read(text, this),
            YamlScalarNode scalar => JsonValue.Create(scalar.Value),
            _ => throw Bad("This is not a value."),
        };
    }
}
