namespace Velro.LocalAspire.Dashboard.Contract;

/// <summary>What is known of a resource, or of one of its replicas, at a moment: one line of the host's stream of resources.</summary>
/// <param name="Id">The identity: the resource's name, or a replica's.</param>
/// <param name="Name">The resource's name, which replicas share.</param>
/// <param name="Type">The kind of resource.</param>
/// <param name="State">One of Aspire's states, or a word of the resource's own.</param>
/// <param name="StateStyle">How the state is painted: <c>success</c>, <c>info</c>, <c>warning</c>, <c>error</c>.</param>
/// <param name="Health"><c>Healthy</c>, <c>Degraded</c> or <c>Unhealthy</c>; null while it does not run.</param>
/// <param name="Created">When it was made, UTC.</param>
/// <param name="Started">When it started, UTC.</param>
/// <param name="Stopped">When it ended, UTC.</param>
/// <param name="ExitCode">The exit code, when it has ended.</param>
/// <param name="Source">What it is made from: a project, an image, a configuration key.</param>
public sealed record ResourceState(
    string Id,
    string Name,
    string Type,
    string? State,
    string? StateStyle,
    string? Health,
    DateTime? Created,
    DateTime? Started,
    DateTime? Stopped,
    int? ExitCode,
    string? Source)
{
    /// <summary>Whether it is left out of the table and the graph.</summary>
    public bool IsHidden { get; init; }

    /// <summary>Where it is reached.</summary>
    public IReadOnlyList<ResourceUrl> Urls { get; init; } = [];

    /// <summary>The environment that the application gives it. Any of it can be a secret.</summary>
    public IReadOnlyList<ResourceVariable> Environment { get; init; } = [];

    /// <summary>Further facts.</summary>
    public IReadOnlyList<ResourceProperty> Properties { get; init; } = [];

    /// <summary>What the health checks said last.</summary>
    public IReadOnlyList<ResourceHealth> HealthReports { get; init; } = [];

    /// <summary>What a person can have it do.</summary>
    public IReadOnlyList<ResourceCommand> Commands { get; init; } = [];

    /// <summary>The resources it has to do with.</summary>
    public IReadOnlyList<ResourceRelation> Relations { get; init; } = [];

    /// <summary>Its volumes.</summary>
    public IReadOnlyList<ResourceVolume> Volumes { get; init; } = [];
}

/// <summary>A place where a resource is reached.</summary>
/// <param name="Name">The endpoint's name.</param>
/// <param name="Url">The URL.</param>
/// <param name="Text">What is shown in its place; empty for the URL itself.</param>
/// <param name="IsInternal">Whether it is shown in the details only.</param>
/// <param name="IsInactive">Whether nothing listens there now.</param>
public sealed record ResourceUrl(string? Name, string Url, string Text, bool IsInternal, bool IsInactive);

/// <summary>A variable of a resource's environment.</summary>
public sealed record ResourceVariable(string Name, string? Value);

/// <summary>A fact about a resource.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">The value, in words.</param>
/// <param name="IsSensitive">Whether it is a secret.</param>
public sealed record ResourceProperty(string Name, string? Value, bool IsSensitive);

/// <summary>What a health check said.</summary>
/// <param name="Name">The check.</param>
/// <param name="Status">The result; null before the first.</param>
/// <param name="Description">What it says about it.</param>
/// <param name="Error">The exception behind it.</param>
/// <param name="At">When it was asked, UTC.</param>
public sealed record ResourceHealth(string Name, string? Status, string? Description, string? Error, DateTime? At);

/// <summary>Something that a person can have a resource do.</summary>
/// <param name="Name">The name.</param>
/// <param name="DisplayName">What a person reads.</param>
/// <param name="Description">What a person reads further.</param>
/// <param name="Confirmation">What a person is asked first.</param>
/// <param name="IsEnabled">Whether it can be done now; one that is hidden is not in the list.</param>
/// <param name="IsHighlighted">Whether it is shown without opening a menu.</param>
public sealed record ResourceCommand(
    string Name, string DisplayName, string? Description, string? Confirmation, bool IsEnabled, bool IsHighlighted);

/// <summary>A resource that another has to do with.</summary>
/// <param name="Name">The other resource's name.</param>
/// <param name="Type"><c>Reference</c>, <c>WaitFor</c>, <c>Parent</c>, or a word of the application's own.</param>
public sealed record ResourceRelation(string Name, string Type);

/// <summary>A volume of a resource.</summary>
public sealed record ResourceVolume(string? Source, string Target, string Type, bool IsReadOnly);
