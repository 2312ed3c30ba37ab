using Microsoft.Extensions.Options;
using Npgsql;
using Velro.AuthApi.Authorization.Evaluation;
using Velro.AuthApi.Authorization.Requests;
using Velro.AuthApi.Authorization.Search;
using Velro.Authorization.Callers;
using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;
using Velro.Caching.Evaluations;
using Velro.Data.Search;
using Velro.Data.ServiceKeys;
using Velro.Tests.Integration.Caching;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.Search;

/// <summary>Asks searches and single checks as the administrator, beneath HTTP.</summary>
internal sealed class Searches(NpgsqlDataSource database, Node node) : IAsyncDisposable
{
    /// <summary>Every way of finding candidates, with so few rows that walks go on in the middle of each.</summary>
    public static readonly IReadOnlyList<CandidateLimits> Ways =
    [
        CandidateLimits.Default,
        new() { RowsOfStreams = 1, RowsOfStream = 1, RowsOfScan = 2 },
        new() { RowsOfStreams = 1, RowsOfStream = 2, RowsOfScan = 3, MaximumDirect = 0 },
        new() { RowsOfScan = 3, MaximumStreams = 0 },
        new() { RowsOfScan = 4, MaximumStreams = 3, MaximumDirect = 6 },
        new() { RowsOfScan = 2, FewDirect = 0 },
    ];

    private static readonly PresentedCaller Key = new(new PresentedKey(
        ServiceKeyContext.BootstrapId, new ServiceKeyHasher(PostgresFixture.MasterKey).Hash(PostgresFixture.AdminKey)));

    private readonly SnapshotEvaluator _snapshots = new(database, TimeProvider.System);

    /// <summary>How candidates are found.</summary>
    public CandidateLimits Limits { get; set; } = CandidateLimits.Default;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<Searches> StartAsync(NpgsqlDataSource database) => new(database, await Node.StartAsync(database));

    /// <summary>A search; of what is searched for, only the type counts.</summary>
    public static SearchBody Body(SearchKind kind, EntityRef subject, string action, EntityRef resource) => new()
    {
        Kind = kind,
        Subject = new SentEntity(subject, PropertyBag.Empty),
        Action = new SentAction(action, PropertyBag.Empty),
        Resource = new SentEntity(resource, PropertyBag.Empty),
        Context = new ContextMembers(Consistency.MinimizeLatency, PropertyBag.Empty, PropertyBag.Empty),
        Digest = [],
        Token = null,
        Limit = null,
    };

    /// <summary>One page.</summary>
    public async Task<SearchPage> PageAsync(SearchBody body, string after, int limit, int workLimit = 2000)
    {
        if (body.Kind == SearchKind.Action)
        {
            var evaluated = await node.Evaluator.AskAsync<ActionsQuestion, SearchOutcome>(
                new ActionsQuestion(Key, body, after, limit), Consistency.Full, Cancellation);
            return evaluated.Answer.Page;
        }

        var walk = new SearchWalk(
            Options.Create(new SearchOptions { WorkLimit = workLimit }), new SubjectCandidates(Limits), new ResourceCandidates(Limits));
        var outcome = await _snapshots.RunAsync(
            Consistency.MinimizeLatency,
            TimeSpan.FromMinutes(1),
            (evaluation, cancellation) => walk.RunAsync(evaluation, Key, body, after, limit, cancellation),
            Cancellation);
        Assert.True(outcome.Searcher.MayAsk);
        return outcome.Page;
    }

    /// <summary>All results, over as many pages as it takes.</summary>
    public async Task<List<string>> AllAsync(SearchBody body, int limit, int workLimit = 2000, Func<Task>? between = null)
    {
        var results = new List<string>();
        string? after = "";
        for (var pages = 0; after is not null; pages++)
        {
            Assert.InRange(pages, 0, 1000);
            if (pages > 0 && between is not null) await between();
            var page = await PageAsync(body, after, limit, workLimit);
            Assert.InRange(page.Results.Count, 0, limit);
            results.AddRange(page.Results);
            after = page.Next;
        }

        return results;
    }

    /// <summary>Single checks, each a question of its own.</summary>
    public async Task<bool[]> AnswersAsync(IReadOnlyList<(EntityRef Subject, string Action, EntityRef Resource)> checks)
    {
        await node.Follower.CatchUpAsync(Cancellation);
        var answers = new bool[checks.Count];
        for (var i = 0; i < checks.Count; i++)
        {
            var (subject, action, resource) = checks[i];
            var body = EvaluationBody.Of(
                new SentEntity(subject, PropertyBag.Empty),
                new SentAction(action, PropertyBag.Empty),
                new SentEntity(resource, PropertyBag.Empty),
                new ContextMembers(Consistency.MinimizeLatency, PropertyBag.Empty, PropertyBag.Empty));
            var outcome = await node.Evaluator.AskAsync<CheckQuestion, CheckOutcome>(
                new CheckQuestion(Key, body), Consistency.MinimizeLatency, Cancellation);
            answers[i] = outcome.Answer.Decision!.Value.IsPermitted;
        }

        return answers;
    }

    public ValueTask DisposeAsync() => node.DisposeAsync();
}
