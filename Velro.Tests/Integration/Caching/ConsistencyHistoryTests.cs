using Npgsql;
using Velro.Caching.Evaluations;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.Caching;

/// <summary>
/// Writers change permissions while nodes answer, and every answer must be that of one committed state. Each transaction moves one grant
/// from a project to another, so in every state the user may read exactly one of them; an answer that mixes two states shows none or both.
/// </summary>
public sealed class ConsistencyHistoryTests(PostgresFixture postgres)
{
    private const int Moves = 400;

    [Fact]
    public async Task Every_answer_is_that_of_one_state_of_the_database()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.AddWorldAsync("alice", "a", "b", "c");
        await database.RunAsync("insert into project_grants (project_id, user_id, role) values ('a', 'alice', 'viewer')");
        var shared = new DictionaryCache();
        await using var first = await Node.StartAsync(database, shared);
        await using var second = await Node.StartAsync(database, shared);

        using var done = new CancellationTokenSource();
        var answering = new[] { first, second, first }.Select(node => Task.Run(() => AnswerAsync(node, done.Token))).ToArray();
        await Task.WhenAll(MoveAsync(database, seed: 1), MoveAsync(database, seed: 2));
        await done.CancelAsync();

        var answers = (await Task.WhenAll(answering)).Sum();
        Assert.True(answers > 100, $"Only {answers} answers were given while {Moves} changes were made.");
    }

    [Fact]
    public async Task A_change_in_the_middle_of_an_evaluation_makes_it_look_again()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.AddWorldAsync("alice", "a", "b");
        await database.RunAsync("insert into project_grants (project_id, user_id, role) values ('a', 'alice', 'viewer')");
        await using var node = await Node.StartAsync(database);
        await node.AskAsync(new MayRead("alice", "a", "b"));

        var moves = 0;
        var evaluated = await node.AskAsync(new MayRead("alice", "a", "b")
        {
            InTheMiddle = () =>
            {
                if (moves++ > 0) return;
                // Somebody else's question on the same node then brings the new content of what this evaluation looks at next.
                database.RunAsync("update project_grants set project_id = 'b'").GetAwaiter().GetResult();
                node.AskAsync(new MayRead("alice", "b"), Consistency.Full).GetAwaiter().GetResult();
            },
        });

        Assert.Equal([false, true], evaluated.Answer);
    }

    /// <summary>When the clock moves under every attempt, the answer comes from one snapshot instead, and is right all the same.</summary>
    [Fact]
    public async Task An_evaluation_that_never_finds_the_clock_still_is_answered_from_one_snapshot()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.AddWorldAsync("alice", "a", "b");
        await database.RunAsync("insert into project_grants (project_id, user_id, role) values ('a', 'alice', 'viewer')");
        await using var node = await Node.StartAsync(database);

        var evaluated = await node.AskAsync(new MayRead("alice", "a", "b")
        {
            InTheMiddle = () =>
            {
                database.RunAsync("update project_grants set project_id = case project_id when 'a' then 'b' else 'a' end").GetAwaiter().GetResult();
                node.Follower.CatchUpAsync(TestContext.Current.CancellationToken).GetAwaiter().GetResult();
            },
        });

        Assert.Single(evaluated.Answer, static may => may);
    }

    private static async Task<int> AnswerAsync(Node node, CancellationToken done)
    {
        var answers = 0;
        while (!done.IsCancellationRequested)
        {
            var consistency = answers % 7 == 0 ? Consistency.Full : Consistency.MinimizeLatency;
            var evaluated = await node.AskAsync(new MayRead("alice", "a", "b", "c"), consistency);
            Assert.True(
                evaluated.Answer.Count(static may => may) == 1,
                $"At {evaluated.Revision.Snapshot} the answer was [{string.Join(", ", evaluated.Answer)}].");
            answers++;
        }

        return answers;
    }

    /// <summary>Some moves are held open for a while, so that they commit after transactions with higher ids; some are rolled back.</summary>
    private static async Task MoveAsync(NpgsqlDataSource database, int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < Moves; i++)
        {
            await using var connection = await database.OpenConnectionAsync(TestContext.Current.CancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
            var to = "abc"[random.Next(3)];
            await using var command = new NpgsqlCommand(
                $"select pg_current_xact_id(), pg_sleep({(random.Next(10) == 0 ? "0.02" : "0")}); update project_grants set project_id = '{to}' where user_id = 'alice'", connection);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            if (random.Next(10) == 0) await transaction.RollbackAsync(TestContext.Current.CancellationToken);
            else await transaction.CommitAsync(TestContext.Current.CancellationToken);
        }
    }
}
