using System.Collections.Immutable;

namespace Velro.Authorization.Policies;

/// <summary>A policy document as it was read; a member that is absent or wrong is null or empty.</summary>
internal sealed record PolicyDocument
{
    public const string Any = "*";

    public string? Effect { get; set; }

    public ImmutableArray<string> SubjectTypes { get; set; }

    public ImmutableArray<string> Actions { get; set; } = [];

    public ImmutableArray<string> ResourceTypes { get; set; } = [];

    public string? MinimumRole { get; set; }

    public string? Condition { get; set; }
}
