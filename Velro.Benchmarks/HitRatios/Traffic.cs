using Npgsql;
using Velro.Benchmarks.Caching;
using Velro.Caching.Evaluations;

namespace Velro.Benchmarks.HitRatios;

/// <summary>
/// Checks of users on generations, both drawn by Zipf; and writes among them: of ten, six change a grant of a generation, two the members of
/// a team and two a project, of those that are asked about.
/// </summary>
internal sealed class Traffic(NpgsqlDataSource database, string[] users, string[] generations, double exponent)
{
    private const int Workers = 4;

    private readonly Zipf _users = new(users.Length, exponent);
    private readonly Zipf _generations = new(generations.Length, exponent);

    public async Task<TierCounts> RunAsync(CacheNode node, int questions, double writes, int seed, TierCounts? before = null)
    {
        var counts = new TierCounts(before);
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(async () =>
        {
            var random = new Random((seed * Workers) + worker);
            for (var i = 0; i < questions / Workers; i++)
            {
                if (random.NextDouble() < writes) await WriteAsync(random);
                var question = new DecisionQuestion(users[_users.Next(random)], "read", generations[_generations.Next(random)]);
                var evaluated = await node.Evaluator.AskAsync<DecisionQuestion, bool>(
                    question, Consistency.MinimizeLatency, isExplained: true, CancellationToken.None);
                counts.Add(evaluated.Tiers!);
            }
        })));
        return counts;
    }

    private async Task WriteAsync(Random random)
    {
        var (sql, id) = random.Next(10) switch
        {
            < 6 => (
                """
                update generation_grants set role = case role when 'viewer' then 'editor' else 'viewer' end
                where ctid = (select ctid from generation_grants where generation_id = $1 limit 1)
                """,
                generations[_generations.Next(random)]),
            < 8 => (
                """
                update team_members set role = case role when 'viewer' then 'editor' else 'viewer' end
                where ctid = (select ctid from team_members where user_id = $1 and role <> 'owner' limit 1)
                """,
                users[_users.Next(random)]),
            _ => (
                """
                update projects set visibility = case visibility when 'team' then 'private' else 'team' end
                where id = (select project_id from generations where id = $1)
                """,
                generations[_generations.Next(random)]),
        };
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter { Value = id });
        await command.ExecuteNonQueryAsync();
    }
}
