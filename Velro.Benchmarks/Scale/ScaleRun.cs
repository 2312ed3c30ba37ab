using System.Diagnostics;
using System.Globalization;
using Velro.Benchmarks.Load;
using Velro.Benchmarks.Plots;
using Velro.Benchmarks.Reports;
using Velro.Benchmarks.Topology;

namespace Velro.Benchmarks.Scale;

/// <summary>What the parts of a run share: the stores, the load generator, the worlds that were loaded so far, and where results go.</summary>
/// <param name="Topology">The stores.</param>
/// <param name="Load">The load generator.</param>
/// <param name="Machine">What it was made on.</param>
/// <param name="Rounds">How many rounds take turns.</param>
/// <param name="Seconds">How long a round is.</param>
/// <param name="Folder">The folder of documents that is written to.</param>
internal sealed record ScaleRun(BenchmarkTopology Topology, LoadClient Load, Machine Machine, int Rounds, double Seconds, string Folder)
{
    private readonly Dictionary<int, string> _worlds = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>The connections of a load that a server is meant to be busy with, and no more.</summary>
    public const int Connections = 32;

    /// <summary>How long a new server is asked before it is measured: the compiler optimises what runs often, and takes its time.</summary>
    public const double WarmupSeconds = 6;

    /// <summary>Says how far it is.</summary>
    public void Tell(string text) =>
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_clock.Elapsed:mm\\:ss} {text}"));

    /// <summary>A database with a world of so many relationships, loaded once.</summary>
    public async Task<string> WorldAsync(int relationships)
    {
        if (_worlds.TryGetValue(relationships, out var known)) return known;
        Tell(string.Create(CultureInfo.InvariantCulture, $"loading {relationships:N0} relationships"));
        var connectionString = Topology.ConnectionStringOf(string.Create(CultureInfo.InvariantCulture, $"world_{relationships}"));
        await GrowthWorld.LoadAsync(connectionString, relationships, static _ => { });
        await Topology.IntroduceAsync(connectionString);
        return _worlds[relationships] = connectionString;
    }

    /// <summary>A load of one server.</summary>
    public LoadJob Job(ServerProcess server, IReadOnlyList<LoadRequest> requests) =>
        new() { Port = server.Port, Connections = Connections, Seconds = Seconds, Requests = requests };

    /// <summary>Warms each, and measures them in rounds that take turns; each round begins with another one.</summary>
    public async Task<IReadOnlyList<List<MeasuredRound>>> TakeTurnsAsync(double warmup, params (ServerProcess Server, LoadJob Job)[] all)
    {
        var rounds = all.Select(static _ => new List<MeasuredRound>()).ToArray();
        foreach (var one in all) await Load.RunAsync(one.Job with { Seconds = warmup });
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < all.Length; i++)
            {
                var next = (i + round) % all.Length;
                rounds[next].Add(await MeasuredRound.RunAsync(Load, all[next].Server, all[next].Job));
            }
        }

        return rounds;
    }

    /// <summary>Writes a plot among the pictures of the documents.</summary>
    public Task DrawAsync(string file, SvgPlot plot)
    {
        var images = Directory.CreateDirectory(Path.Combine(Folder, "images"));
        return File.WriteAllTextAsync(Path.Combine(images.FullName, file), plot.Render());
    }

    /// <summary>Writes a part of the document on performance.</summary>
    public Task WriteAsync(string name, MarkdownText text) => MarkedSection.WriteAsync(Path.Combine(Folder, "performance.md"), name, text.ToString());
}
