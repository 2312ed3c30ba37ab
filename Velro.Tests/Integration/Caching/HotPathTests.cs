using Velro.AuthApi.Authorization.Evaluation;
using Velro.AuthApi.Authorization.Requests;
using Velro.Authorization.Callers;
using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;
using Velro.Caching.Evaluations;
using Velro.Data.ServiceKeys;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.Caching;

/// <summary>A warm check awaits nothing and allocates little: what does not depend on the machine, and so can be asserted.</summary>
public sealed class HotPathTests(PostgresFixture postgres)
{
    private const int Rounds = 1000;

    /// <summary>The request that the engine is given, and who the caller is.</summary>
    private const int AllowedBytes = 256;

    [Fact]
    public async Task A_warm_check_completes_synchronously_and_allocates_next_to_nothing()
    {
        var database = await postgres.CreateDemoDatabaseAsync();
        await using var node = await Node.StartAsync(database, configure: static clock => clock.PollInterval = TimeSpan.FromSeconds(10));
        var question = Question("alice", "read", "generation", "campaign-hero");
        await node.Evaluator.AskAsync<CheckQuestion, CheckOutcome>(question, Consistency.MinimizeLatency, TestContext.Current.CancellationToken);

        var before = 0L;
        for (var i = 0; i < 2 * Rounds; i++)
        {
            // The first half warms up what is compiled again when it is hot.
            if (i == Rounds) before = GC.GetAllocatedBytesForCurrentThread();
            var asked = node.Evaluator.AskAsync<CheckQuestion, CheckOutcome>(question, Consistency.MinimizeLatency, CancellationToken.None);
            if (!asked.IsCompletedSuccessfully) Assert.Fail("A warm check should complete synchronously.");
            if ((await asked).Answer.Decision is not { IsPermitted: true }) Assert.Fail("The check should be permitted.");
        }

        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / Rounds;
        Assert.True(bytes <= AllowedBytes, $"A warm check allocates {bytes} bytes.");
    }

    private static CheckQuestion Question(string user, string action, string type, string id)
    {
        var key = new PresentedKey(ServiceKeyContext.BootstrapId, new ServiceKeyHasher(PostgresFixture.MasterKey).Hash(PostgresFixture.AdminKey));
        return new CheckQuestion(new PresentedCaller(key), new EvaluationBody
        {
            Subject = new EntityRef(EntityTypes.User, user),
            SubjectProperties = PropertyBag.Empty,
            Action = action,
            ActionProperties = PropertyBag.Empty,
            Resource = new EntityRef(type, id),
            ResourceProperties = PropertyBag.Empty,
            Context = PropertyBag.Empty,
            UnbelievedContext = PropertyBag.Empty,
            Consistency = Consistency.MinimizeLatency,
        });
    }
}
