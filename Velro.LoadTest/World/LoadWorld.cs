using Velro.LoadTest.Http;

namespace Velro.LoadTest.World;

/// <summary>A team, its project and the generations in it.</summary>
internal sealed class LoadTeam
{
    public required string Id { get; init; }

    public required string ProjectId { get; init; }

    public required string[] GenerationIds { get; init; }
}

/// <summary>The world that a run works in, as it was made through the API.</summary>
internal sealed class LoadWorld
{
    public required WorldShape Shape { get; init; }

    /// <summary>The key of the platform's gateway: it asks about everybody and acts for those who are not signed in.</summary>
    public required string ServiceKey { get; init; }

    /// <summary>What everybody who signs in has as a password: drawn for this world.</summary>
    public required string Password { get; init; }

    public required Person[] People { get; init; }

    public required LoadTeam[] Teams { get; init; }

    public Credential Gateway => _gateway ??= new Credential(ServiceKey);

    private Credential? _gateway;

    public LoadTeam TeamOf(Person person) => Teams[Shape.TeamOf(person.Number)];
}
