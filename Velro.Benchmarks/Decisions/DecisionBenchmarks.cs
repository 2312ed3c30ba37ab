using BenchmarkDotNet.Attributes;
using Velro.Authorization.Decisions;
using Velro.Authorization.Entities;
using Velro.Authorization.Policies;

namespace Velro.Benchmarks.Decisions;

/// <summary>
/// The engine alone, all contexts in hand. What must hold: the typical check under 0.5 µs, the deep one under 10 µs, and no allocation in
/// either; a batch costs what its checks do.
/// </summary>
[MemoryDiagnoser]
public class DecisionBenchmarks
{
    private const int BatchSize = 1_000;

    private readonly ContextTable _deepWorld = Worlds.Deep();
    private readonly ContextTable _restrictedWorld = Worlds.Typical(PolicySet.Compile([new PolicySource("network", Restriction)]));
    private readonly CheckRequest _typical = RequestOf("write", Worlds.Id("image", 2));
    private readonly CheckRequest _deep = RequestOf("read", Worlds.Id("image", 10));
    private readonly CheckRequest[] _batch =
        [.. Enumerable.Range(0, BatchSize).Select(static i => RequestOf(i % 2 == 0 ? "write" : "read", Worlds.Id("image", i % 3)))];

    private ContextTable _world = Worlds.Typical();

    private const string Restriction =
        """
        {
          "effect": "deny", "actions": ["write"], "resourceTypes": ["generation"],
          "condition": "subject.role == 'viewer' && now < timestamp('2020-01-01T00:00:00Z')"
        }
        """;

    /// <summary>A user in 5 teams, a project with 3, lineage of 2.</summary>
    [Benchmark(Baseline = true)]
    public bool Typical() => Decide(_typical, _world);

    /// <summary>The same, restricted by a policy.</summary>
    [Benchmark]
    public bool TypicalWithAPolicy() => Decide(_typical, _restrictedWorld);

    /// <summary>Ten ancestors, each in a project with a team eight levels deep.</summary>
    [Benchmark]
    public bool Deep() => Decide(_deep, _deepWorld);

    /// <summary>What an explanation costs whoever asks for one.</summary>
    [Benchmark]
    public bool TypicalExplained() => Decide(_typical with { IsExplained = true }, _world);

    /// <summary>A thousand checks over the same contexts, for each of them.</summary>
    [Benchmark(OperationsPerInvoke = BatchSize)]
    public int Batch()
    {
        var permitted = 0;
        foreach (var request in _batch)
        {
            DecisionEngine.TryDecide(request, ref _world, out var decision);
            if (decision.IsPermitted) permitted++;
        }

        return permitted;
    }

    private static bool Decide(CheckRequest request, ContextTable world)
    {
        DecisionEngine.TryDecide(request, ref world, out var decision);
        return decision.IsPermitted ? true : throw new InvalidOperationException($"It is denied: {decision.Reason}.");
    }

    private static CheckRequest RequestOf(string action, string generation) => new()
    {
        Subject = new EntityRef(EntityTypes.User, Worlds.Id("user", 0)),
        Action = action,
        Resource = new EntityRef(EntityTypes.Generation, generation),
        Now = new DateTimeOffset(2027, 3, 1, 12, 0, 0, TimeSpan.Zero),
    };
}
