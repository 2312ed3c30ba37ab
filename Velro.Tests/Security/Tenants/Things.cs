namespace Velro.Tests.Security.Tenants;

/// <summary>One thing of every kind, by its id: those that a tenant has, or ids of the same shapes that nobody has.</summary>
internal sealed record Things(IReadOnlyDictionary<string, string> Ids)
{
    public static readonly string[] Kinds =
    [
        "user", "team", "project", "generation", "service-key", "session", "emergency-access", "client", "policy", "entity",
    ];

    public string this[string kind] => Ids[kind];

    /// <summary>Ids that nothing has.</summary>
    public static Things Absent() => new(Kinds.ToDictionary(
        static kind => kind,
        static kind => kind is "policy" or "entity" ? $"absent-{Guid.CreateVersion7():N}" : Guid.CreateVersion7().ToString()));

    /// <summary>Those of a text that it names, as one word each.</summary>
    public string WithoutIds(string text) => Ids.Aggregate(text, static (rest, one) => rest.Replace(one.Value, $"<{one.Key}>", StringComparison.Ordinal));
}
