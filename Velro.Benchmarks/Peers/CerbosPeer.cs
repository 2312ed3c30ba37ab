using System.Globalization;
using System.Text.Json;
using Velro.Benchmarks.Load;
using Velro.Benchmarks.Model;
using Velro.Benchmarks.Topology;
using Velro.LocalAspire.Processes;
using Velro.LocalAspire.Proxy;

namespace Velro.Benchmarks.Peers;

/// <summary>
/// The Cerbos server with its HTTP API. It stores nothing: who asks sends everything that the policy looks at, which is worked out here before
/// anything is measured, and takes its callers as long again as it takes them.
/// </summary>
internal sealed class CerbosPeer : IPeer
{
    private const string Version = "0.55.0";

    private static readonly string[] PrincipalRoles = ["user"];

    private readonly ModelWorld _world;
    private readonly Dictionary<string, ModelGeneration> _generations;
    private readonly Dictionary<string, ModelProject> _projects;
    private readonly ILookup<string, ModelGrant> _grants;

    private CerbosPeer(ServerProcess server, ModelWorld world)
    {
        (Server, _world) = (server, world);
        _generations = world.Generations.ToDictionary(static generation => generation.Id);
        _projects = world.Projects.ToDictionary(static project => project.Id);
        _grants = world.Grants.ToLookup(static grant => grant.ProjectId);
    }

    public string Name => $"Cerbos {Version}";

    public string Setup => "its own HTTP API; the caller sends all attributes";

    public ServerProcess Server { get; }

    public static async Task<IPeer> StartAsync(BenchmarkTopology topology, ModelWorld world)
    {
        const string Package = "@cerbos/cerbos-linux-x64";
        var folder = await NpmFolder.WithAsync((Package, Version));
        var (port, otherPort) = (Ports.Free(), Ports.Free());
        var policies = topology.Folder("cerbos");
        await File.WriteAllTextAsync(Path.Combine(policies, "generation.yaml"), Policy());
        var configuration = Path.Combine(topology.Folder("peers"), "cerbos.yaml");
        await File.WriteAllTextAsync(configuration, string.Create(
            CultureInfo.InvariantCulture,
            $"""
            server:
              httpListenAddr: "127.0.0.1:{port}"
              grpcListenAddr: "127.0.0.1:{otherPort}"
              requestLimits:
                maxResourcesPerRequest: 500
            storage:
              driver: disk
              disk:
                directory: {policies}
            telemetry:
              disabled: true

            """));
        var spec = new ProcessSpec
        {
            Name = "cerbos",
            FileName = Path.Combine(folder, "node_modules", Package, "cerbos-linux-x64"),
            Arguments = ["server", $"--config={configuration}", "--log-level=error"],
            Environment = ProgramEnvironment.Inherited,
            WorkingDirectory = policies,
        };
        var server = topology.Keep(await ServerProcess.StartAsync(topology.Processes, spec, port, "/_cerbos/health"));
        return new CerbosPeer(server, world);
    }

    public LoadRequest RequestOf(Question question, bool expected) =>
        Request([question], expected ? "\"EFFECT_ALLOW\"" : "\"EFFECT_DENY\"");

    public LoadRequest? BatchOf(IReadOnlyList<Question> questions) => questions.Count > 500 ? null : Request(questions, expected: null);

    private LoadRequest Request(IReadOnlyList<Question> questions, string? expected) => AuthZenRequests.Request(
        "/api/check/resources",
        JsonSerializer.Serialize(new
        {
            principal = new { id = questions[0].UserId, roles = PrincipalRoles, attr = new { teams = TeamsOf(questions[0].UserId) } },
            resources = questions.Select(question => new { actions = new[] { question.Action }, resource = ResourceOf(question.GenerationId) }),
        }),
        key: null,
        expected);

    private Dictionary<string, int> TeamsOf(string userId) =>
        _world.TeamRolesOf(userId).ToDictionary(static team => team.Key, static team => team.Value + 1);

    private object ResourceOf(string generationId)
    {
        var generation = _generations[generationId];
        var grants = _grants[generation.ProjectId];
        return new
        {
            kind = "generation",
            id = generationId,
            attr = new
            {
                owner = generation.OwnerId,
                projectOwner = _projects[generation.ProjectId].OwnerId,
                userGrants = RanksBy(grants, static grant => grant.UserId),
                teamGrants = RanksBy(grants, static grant => grant.TeamId),
            },
        };
    }

    private static Dictionary<string, int> RanksBy(IEnumerable<ModelGrant> grants, Func<ModelGrant, string?> grantee) =>
        grants.Where(grant => grantee(grant) is not null).ToDictionary(grant => grantee(grant)!, static grant => RankOf(grant.Role));

    private static int RankOf(string role) => ModelWorld.RankOf(role) + 1;

    private static string Policy() =>
        $"""
        apiVersion: api.cerbos.dev/v1
        resourcePolicy:
          version: default
          resource: generation
          rules:
        {string.Join('\n', ModelWorld.Actions.Select(static action => Rule(action.Name, RankOf(action.Role))))}

        """;

    private static string Rule(string action, int rank) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
            - actions: ["{action}"]
              effect: EFFECT_ALLOW
              roles: ["user"]
              condition:
                match:
                  any:
                    of:
                      - expr: R.attr.owner == P.id
                      - expr: R.attr.projectOwner == P.id
                      - expr: P.id in R.attr.userGrants && R.attr.userGrants[P.id] >= {rank}
                      - expr: R.attr.teamGrants.exists(t, R.attr.teamGrants[t] >= {rank} && t in P.attr.teams && P.attr.teams[t] >= {rank})
        """);
}
