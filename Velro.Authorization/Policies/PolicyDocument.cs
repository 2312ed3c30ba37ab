using System.Collections.Immutable;
using Velro.Authorization.Policies.Cel.Syntax;

namespace Velro.Authorization.Policies;

/// <summary>A policy document as it was read; a member that is absent or wrong is null or empty.</summary>
internal sealed class PolicyDocument
{
    public const string Any = "*";

    private readonly Dictionary<string, CelPosition> _places = new(StringComparer.Ordinal);

    public string? Effect { get; set; }

    public ImmutableArray<string> SubjectTypes { get; set; }

    public ImmutableArray<string> Actions { get; set; } = [];

    public ImmutableArray<string> ResourceTypes { get; set; } = [];

    public string? MinimumRole { get; set; }

    public string? Condition { get; set; }

    public void Place(string path, CelPosition position) => _places[path] = position;

    /// <summary>Where a value stands in the document.</summary>
    public CelPosition PlaceOf(string path) => _places.GetValueOrDefault(path, new CelPosition(1, 1));
}
