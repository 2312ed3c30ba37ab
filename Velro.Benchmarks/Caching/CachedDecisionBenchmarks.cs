using BenchmarkDotNet.Attributes;
using Velro.Authorization.Contexts;
using Velro.Authorization.Policies;
using Velro.Authorization.Roles;
using Velro.Benchmarks.Decisions;
using Velro.Caching.Evaluations;

namespace Velro.Benchmarks.Caching;

/// <summary>
/// A check through the caching tiers, everything warm: the policy set, a user, a generation and its project. What must hold: under 1.5 µs
/// and at most 200 B.
/// </summary>
[MemoryDiagnoser]
public class CachedDecisionBenchmarks : IDisposable
{
    private readonly IdleNode _node = new();
    private readonly DecisionQuestion _question = new(Worlds.Id("user", 0), "write", Worlds.Id("image", 0));
    private readonly ContextKey[] _keys;

    /// <summary>Brings everything into the caches.</summary>
    public CachedDecisionBenchmarks()
    {
        Membership[] memberships = [.. Enumerable.Range(0, 5).Select(static i => new Membership(Worlds.Id("team", i), Role.Contributor, null))];
        Grant[] grants = [new Grant(GranteeKind.User, Worlds.Id("user", 0), Role.Editor, null)];
        Context[] contexts =
        [
            new PolicySetContext(PolicySet.Empty),
            new UserContext(Worlds.Id("user", 0), AccountState.Active, false, [.. memberships]),
            new ProjectContext(Worlds.Id("project", 0), Worlds.Id("user", 9), Visibility.Private, [.. grants], []),
            new GenerationContext(
                Worlds.Id("image", 0), Worlds.Id("user", 9), Worlds.Id("project", 0), null, Inheritance.None, Visibility.Inherit, false, [], []),
        ];
        _keys =
        [
            ContextKey.PolicySet, ContextKey.User(Worlds.Id("user", 0)), ContextKey.Project(Worlds.Id("project", 0)), ContextKey.Generation(Worlds.Id("image", 0)),
        ];
        for (var i = 0; i < _keys.Length; i++) _node.Keep(_keys[i], contexts[i]);
    }

    /// <summary>Everything in the memo.</summary>
    [Benchmark(Baseline = true)]
    public bool Warm()
    {
        var asked = _node.Evaluator.AskAsync<DecisionQuestion, bool>(_question, Consistency.MinimizeLatency, CancellationToken.None);
        return asked.IsCompletedSuccessfully && asked.GetAwaiter().GetResult().Answer ? true : throw new InvalidOperationException("It is not warm.");
    }

    /// <summary>The four contexts from HybridCache, as when the memo has let go of them.</summary>
    [Benchmark]
    public int FromHybridCache()
    {
        var fetched = _node.Fetcher.FetchAsync(_keys, CancellationToken.None);
        return fetched.IsCompletedSuccessfully && fetched.GetAwaiter().GetResult() is { Count: 4 } all ? all.Count : throw new InvalidOperationException("It is not warm.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _node.Dispose();
        GC.SuppressFinalize(this);
    }
}
