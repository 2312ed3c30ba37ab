using Velro.Authorization.Contexts;
using Velro.Authorization.Decisions;
using Velro.Authorization.Entities;
using Velro.Cli.Files;
using Velro.Cli.Worlds;

namespace Velro.Cli.Checks;

/// <summary>A test file: policies, a world, and questions with the answers that are expected.</summary>
internal sealed class CheckFile
{
    private readonly FileWorld _world;
    private readonly IReadOnlyList<Check> _checks;

    private CheckFile(FileWorld world, IReadOnlyList<Check> checks) => (_world, _checks) = (world, checks);

    /// <summary>Reads a file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="policies">Policies beside those that the file names.</param>
    /// <exception cref="BadFileException">It is not well formed, or a policy is not.</exception>
    public static CheckFile Read(string path, IEnumerable<PolicyFile> policies)
    {
        var root = Node.Read(path);
        var members = root.Object("policies", "now", "world", "tests");
        var own = members.TryGetValue("policies", out var named) ? PoliciesOf(named, path) : [];
        var all = own.Concat(policies.Where(policy => own.All(mine => Path.GetFullPath(mine.Path) != Path.GetFullPath(policy.Path))));
        var world = members.TryGetValue("world", out var things) ? WorldReader.Read(things) : new Dictionary<ContextKey, Context>();
        var policySet = PolicyFiles.Compile([.. all]);

        DateTimeOffset? now = members.TryGetValue("now", out var time) ? time.Instant() : null;
        if (!members.TryGetValue("tests", out var tests)) throw root.Bad("'tests' is missing.");
        Check[] checks = [.. tests.Items().Select(test => CheckOf(test, now, world))];
        return checks.Length > 0
            ? new CheckFile(new FileWorld(world, policySet), checks)
            : throw tests.Bad("There are no tests here.");
    }

    /// <summary>Lets the engine decide all of it.</summary>
    public IEnumerable<CheckResult> Run() => _checks.Select(check => check.Run(_world));

    /// <summary>An array of paths, or paths by the names of the policies.</summary>
    private static List<PolicyFile> PoliciesOf(Node node, string path)
    {
        string Beside(Node file) => Path.Combine(Path.GetDirectoryName(path) ?? "", file.Text());
        return node.IsArray
            ? [.. node.Items().Select(file => PolicyFile.Read(Beside(file)))]
            : [.. node.Members().Select(file => PolicyFile.Read(Beside(file.Value), file.Key))];
    }

    private static Check CheckOf(Node node, DateTimeOffset? now, IReadOnlyDictionary<ContextKey, Context> world)
    {
        var members = node.Object("name", "subject", "action", "resource", "context", "now", "trusted", "expect");
        Node Required(string name) => members.TryGetValue(name, out var member) ? member : throw node.Bad($"'{name}' is missing.");

        var (subject, subjectProperties) = EntityOf(Required("subject"));
        var (resource, resourceProperties) = EntityOf(Required("resource"));
        var (action, actionProperties) = ActionOf(Required("action"));
        var expected = ExpectationOf(Required("expect"));
        if (expected.Reason is null)
        {
            // A name that is misspelt is denied as well, for a reason that is not the one that its author thinks of.
            MustBeIn(world, subject, members["subject"]);
            MustBeIn(world, resource, members["resource"]);
        }

        var isTrusted = !members.TryGetValue("trusted", out var trusted) || trusted.Flag();
        var context = SentContext.Believed(members.TryGetValue("context", out var sent) ? WorldReader.Bag(sent) : PropertyBag.Empty);
        var question = new CheckRequest
        {
            Subject = subject,
            SubjectProperties = subjectProperties,
            Action = action,
            ActionProperties = actionProperties,
            Resource = resource,
            ResourceProperties = resourceProperties,
            Context = isTrusted ? context : SentContext.Unbelieved(context),
            Now = members.TryGetValue("now", out var time)
                ? time.Instant()
                : now ?? throw node.Bad("'now' is missing, here and in the file: the time at which this is asked."),
            TrustsSentProperties = isTrusted,
            IsExplained = true,
        };
        var name = members.TryGetValue("name", out var given) ? given.Text() : $"{subject} {action} {resource}";
        return new Check(name, node.File, node.Line, question, expected);
    }

    private static void MustBeIn(IReadOnlyDictionary<ContextKey, Context> world, EntityRef entity, Node node)
    {
        if (!WorldReader.Has(world, entity))
            throw node.Bad($"{WorldReader.IsMissing(entity)} To ask about what does not exist, expect a 'reason' too.");
    }

    private static (EntityRef Entity, PropertyBag Properties) EntityOf(Node node)
    {
        if (node.IsScalar) return (node.Entity(), PropertyBag.Empty);
        var members = node.Object("type", "id", "properties");
        if (!members.TryGetValue("type", out var type) || !members.TryGetValue("id", out var id))
            throw node.Bad("This needs 'type' and 'id'.");
        return EntityNames.IsName(type.Text()) && EntityNames.IsId(type.Text(), id.Text())
            ? (new EntityRef(type.Text(), id.Text()), PropertiesOf(members))
            : throw node.Bad("This is not the name of an entity.");
    }

    private static (string Action, PropertyBag Properties) ActionOf(Node node)
    {
        var members = node.IsScalar ? [] : node.Object("name", "properties");
        var name = node.IsScalar ? node : members.TryGetValue("name", out var member) ? member : throw node.Bad("'name' is missing.");
        return EntityNames.IsName(name.Text())
            ? (name.Text(), PropertiesOf(members))
            : throw name.Bad("The name of an action is 1-128 characters of [A-Za-z0-9._:/-].");
    }

    private static PropertyBag PropertiesOf(Dictionary<string, Node> members) =>
        members.TryGetValue("properties", out var properties) ? WorldReader.Bag(properties) : PropertyBag.Empty;

    private static Expectation ExpectationOf(Node node)
    {
        if (node.IsScalar) return new Expectation(IsPermitted(node), Reason: null, Layer: null, Policy: null);
        var members = node.Object("decision", "reason", "layer", "policy");
        if (!members.TryGetValue("decision", out var decision)) throw node.Bad("'decision' is missing.");
        return new Expectation(
            IsPermitted(decision),
            members.TryGetValue("reason", out var reason) ? ReasonOf(reason) : null,
            members.TryGetValue("layer", out var layer)
                ? layer.Parsed<int>(static text => text is ['1' or '2' or '3' or '4' or '5'] ? text[0] - '0' : null, "a layer from 1 to 5")
                : null,
            members.TryGetValue("policy", out var policy) ? policy.Text() : null);
    }

    private static bool IsPermitted(Node node) => node.Parsed<bool>(
        static text => text switch { "permitted" => true, "denied" => false, _ => null }, "permitted or denied");

    private static string ReasonOf(Node node)
    {
        var reasons = Enum.GetValues<DecisionReason>().Select(DecisionReasonCodes.CodeOf).ToArray();
        return reasons.Contains(node.Text()) ? node.Text() : throw node.Bad($"This must be one of {string.Join(", ", reasons)}.");
    }
}
