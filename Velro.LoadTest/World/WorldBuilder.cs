using System.Security.Cryptography;
using Velro.LoadTest.Http;

namespace Velro.LoadTest.World;

/// <summary>Makes a world through the API, as an administrator and the people in it would.</summary>
/// <param name="preparation">Sends it.</param>
/// <param name="operatorKey">A key with the scope <c>admin</c>.</param>
/// <param name="shape">What to make.</param>
/// <param name="signedIn">How many of the people get a password.</param>
/// <param name="tell">Is told how far it is.</param>
internal sealed class WorldBuilder(Preparation preparation, Credential operatorKey, WorldShape shape, int signedIn, Action<string> tell)
{
    private const string KeyRequest =
        """
        {"name":"Load test","scopes":["act.as","check","users.read","users.write","teams.read","teams.write","projects.read","projects.write","generations.read","generations.write","media.sign"]}
        """;

    private readonly string _run = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(5));
    private readonly string _password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
    private readonly byte[] _picture = RandomNumberGenerator.GetBytes(1024);

    public async Task<LoadWorld> BuildAsync(CancellationToken cancellation)
    {
        var key = (await preparation.SendAsync(ApiRequest.Post("/v1/service-keys", operatorKey, KeyRequest, 201), cancellation)).Text("key")!;
        var world = new LoadWorld
        {
            Shape = shape,
            ServiceKey = key,
            Password = _password,
            People = new Person[shape.People],
            Teams = new LoadTeam[shape.Teams],
        };
        tell($"Making {shape.People} users, {signedIn} of them with a password …");
        await Preparation.ForEachAsync(shape.People, (number, stop) => MakePersonAsync(world, number, stop), cancellation);
        tell($"Making {shape.Teams} teams with their members, projects and media …");
        var groups = Enumerable.Range(0, shape.Teams).Where(WorldShape.IsRoot).ToArray();
        await Preparation.ForEachAsync(groups.Length, (group, stop) => MakeGroupAsync(world, groups[group], stop), cancellation);
        tell("Making everybody's own project …");
        await Preparation.ForEachAsync(shape.People, (number, stop) => MakeOwnProjectAsync(world, number, stop), cancellation);
        return world;
    }

    private async Task MakePersonAsync(LoadWorld world, int number, CancellationToken cancellation)
    {
        var email = number < signedIn ? $"load-{_run}-{number}@load.example" : null;
        var credentials = email is null ? "" : $$""","email":"{{email}}","password":"{{_password}}" """;
        var id = await preparation.CreateAsync("/v1/users", operatorKey, $$"""{"displayName":"Load {{number}}"{{credentials}}}""", cancellation);
        world.People[number] = new Person(number, id, email, new Credential(world.ServiceKey, id));
    }

    private async Task MakeGroupAsync(LoadWorld world, int root, CancellationToken cancellation)
    {
        var last = Math.Min(root + 5, shape.Teams);
        string? above = null;
        for (var team = root; team < last; team++)
        {
            await MakeTeamAsync(world, team, above, cancellation);
            above ??= world.Teams[root].Id;
        }
    }

    /// <summary>The lead of the group's first team makes the team, and is its owner; its own lead makes the project.</summary>
    private async Task MakeTeamAsync(LoadWorld world, int team, string? above, CancellationToken cancellation)
    {
        var maker = ActAs(world, shape.LeadOf(WorldShape.RootOf(team)));
        var parent = above is null ? "" : $$""","parentTeamId":"{{above}}" """;
        var id = await preparation.CreateAsync("/v1/teams", maker, $$"""{"name":"Load team {{team}}"{{parent}}}""", cancellation);
        for (var person = shape.LeadOf(team); person < shape.LeadOf(team) + shape.TeamSize; person++)
        {
            if (shape.MemberRole(person) == Role.Owner) continue;
            var member = $"/v1/teams/{id}/members/{world.People[person].Id}";
            var role = $$"""{"role":"{{Roles.NameOf(shape.MemberRole(person))}}"}""";
            await preparation.SendAsync(ApiRequest.Put(member, maker, role), cancellation);
        }

        var lead = ActAs(world, shape.LeadOf(team));
        var project = await preparation.CreateAsync(
            "/v1/projects", lead, $$"""{"name":"Load project of team {{team}}","teamId":"{{id}}"}""", cancellation);
        var generations = new string[WorldShape.GenerationsPerTeam];
        for (var i = 0; i < generations.Length; i++)
        {
            generations[i] = await MakeGenerationAsync(project, lead, cancellation);
            var media = new ApiRequest(HttpMethod.Put, $"/v1/generations/{generations[i]}/media/original", lead, 200, 201)
            {
                Body = _picture,
                ContentType = "image/png",
            };
            await preparation.SendAsync(media, cancellation);
        }

        world.Teams[team] = new LoadTeam { Id = id, ProjectId = project, GenerationIds = generations };
    }

    private async Task MakeOwnProjectAsync(LoadWorld world, int number, CancellationToken cancellation)
    {
        var person = world.People[number];
        var owner = ActAs(world, number);
        person.ProjectId = await preparation.CreateAsync("/v1/projects", owner, $$"""{"name":"Load project of {{number}}"}""", cancellation);
        person.GenerationId = await MakeGenerationAsync(person.ProjectId, owner, cancellation);
    }

    private Task<string> MakeGenerationAsync(string project, Credential who, CancellationToken cancellation) => preparation.CreateAsync(
        "/v1/generations", who, $$"""{"projectId":"{{project}}","kind":"image","prompt":"A lighthouse in a storm"}""", cancellation);

    private static Credential ActAs(LoadWorld world, int number) => new(world.ServiceKey, world.People[number].Id);
}
