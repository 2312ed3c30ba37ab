namespace Velro.Tests.Reference;

/// <summary>A thing or a person by its type and id.</summary>
internal sealed record Thing(string Type, string Id)
{
    public static readonly Thing Anonymous = new("anonymous", "anonymous");

    public bool IsCore => Type is "user" or "team" or "project" or "generation";

    public override string ToString() => $"{Type}:{Id}";
}

internal sealed record UserRow(string Id, string State = "active");

internal sealed record TeamRow(string Id, string? Parent = null, bool IsSuspended = false);

/// <summary>Instants are seconds; a row with an end counts before it.</summary>
internal sealed record MembershipRow(string User, string Team, string Role, int? EndsAt = null);

internal sealed record ProjectRow(string Id, string Owner, string Visibility = "private");

internal sealed record GenerationRow(
    string Id,
    string Owner,
    string? Project = null,
    string? Parent = null,
    string Inheritance = "none",
    string Visibility = "private",
    bool IsLocked = false);

/// <summary>A role, or <c>none</c>, of a user or a team on a project or a generation.</summary>
internal sealed record GrantRow(Thing On, Thing To, string Role, int? EndsAt = null);

internal sealed record BlockRow(Thing On, string User);

internal sealed record EmergencyRow(string User, Thing On, string Role, int EndsAt);

/// <summary>Stored properties: whole numbers, or texts.</summary>
internal sealed record PropertiesRow(Thing Of, IReadOnlyDictionary<string, object> Values);

internal sealed record PolicyRow(
    string Name,
    string Effect,
    IReadOnlyList<string> Actions,
    IReadOnlyList<string> ResourceTypes,
    IReadOnlyList<string>? SubjectTypes = null,
    string? MinimumRole = null,
    Condition? Condition = null);

/// <summary>Everything that is stored, as plain rows.</summary>
internal sealed record Rows
{
    public IReadOnlyList<UserRow> Users { get; init; } = [];

    public IReadOnlyList<TeamRow> Teams { get; init; } = [];

    public IReadOnlyList<MembershipRow> Memberships { get; init; } = [];

    public IReadOnlyList<ProjectRow> Projects { get; init; } = [];

    public IReadOnlyList<GenerationRow> Generations { get; init; } = [];

    public IReadOnlyList<GrantRow> Grants { get; init; } = [];

    public IReadOnlyList<BlockRow> Blocks { get; init; } = [];

    public IReadOnlyList<EmergencyRow> Emergencies { get; init; } = [];

    public IReadOnlyList<PropertiesRow> Properties { get; init; } = [];

    public IReadOnlyList<PolicyRow> Policies { get; init; } = [];
}

/// <summary>One question. What is sent with it counts by RIGHTS.md B6 and D3.</summary>
internal sealed record Question(Thing Subject, string Action, Thing Resource, int Now)
{
    private static readonly Dictionary<string, object> Nothing = [];

    public IReadOnlyDictionary<string, object> SentOfSubject { get; init; } = Nothing;

    public IReadOnlyDictionary<string, object> SentOfResource { get; init; } = Nothing;

    public IReadOnlyDictionary<string, object> Context { get; init; } = Nothing;

    public bool TrustsSent { get; init; }
}

/// <summary>What is answered: the reason and the layer by their names in the contract.</summary>
/// <param name="IsPermitted">Whether the subject may.</param>
/// <param name="Reason">The stable code of the reason.</param>
/// <param name="Layer">The layer that decided.</param>
/// <param name="MayRead">Of a denial: whether the subject may read the resource (RIGHTS.md D1).</param>
internal sealed record Answer(bool IsPermitted, string Reason, int Layer, bool MayRead)
{
    public override string ToString() =>
        IsPermitted ? $"yes ({Reason})" : $"no ({Reason}, layer {Layer}{(MayRead ? "" : ", may not read")})";
}
