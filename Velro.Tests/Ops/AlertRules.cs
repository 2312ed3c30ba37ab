using Velro.Tests.Snapshots;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Velro.Tests.Ops;

/// <summary>The rules of <c>ops/prometheus</c>, as they are in their files.</summary>
internal static class AlertRules
{
    private static readonly IDeserializer Yaml =
        new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).IgnoreUnmatchedProperties().Build();

    /// <summary>The folder of the rules, their tests and the configurations.</summary>
    public static string Folder { get; } = Path.Combine(Snapshot.RepositoryRoot(), "ops", "prometheus");

    /// <summary>All rules, those that record and those that alert.</summary>
    public static Rule[] All { get; } =
    [
        .. from file in Files("rules")
           from entry in Yaml.Deserialize<RuleFile>(File.ReadAllText(file)).Groups
           from rule in entry.Rules
           select rule,
    ];

    /// <summary>The rules that alert.</summary>
    public static Rule[] Alerts { get; } = [.. All.Where(static rule => rule.Alert is not null)];

    /// <summary>The series that are recorded by a rule, by their names.</summary>
    public static HashSet<string> Recorded { get; } = [.. All.Select(static rule => rule.Record).OfType<string>()];

    /// <summary>The files of a folder below <see cref="Folder"/>, in the order of their names.</summary>
    public static string[] Files(string folder) => [.. Directory.EnumerateFiles(Path.Combine(Folder, folder), "*.yml").Order(StringComparer.Ordinal)];

    /// <summary>A file of rules.</summary>
    internal sealed class RuleFile
    {
        /// <summary>Its groups.</summary>
        public List<RuleGroup> Groups { get; init; } = [];
    }

    /// <summary>Rules that are evaluated one after another.</summary>
    internal sealed class RuleGroup
    {
        /// <summary>What they are.</summary>
        public List<Rule> Rules { get; init; } = [];
    }

    /// <summary>One rule: it has a name as an alert or as what is recorded.</summary>
    internal sealed class Rule
    {
        /// <summary>The alert's name.</summary>
        public string? Alert { get; init; }

        /// <summary>The name of what is recorded.</summary>
        public string? Record { get; init; }

        /// <summary>What is evaluated.</summary>
        public string Expr { get; init; } = "";

        /// <summary>The labels that it gives.</summary>
        public Dictionary<string, string> Labels { get; init; } = [];

        /// <summary>What a person reads.</summary>
        public Dictionary<string, string> Annotations { get; init; } = [];
    }
}
