using Npgsql;
using Velro.Benchmarks.Load;
using Velro.Benchmarks.Model;
using Velro.Benchmarks.Sequential;
using Velro.Benchmarks.Topology;

namespace Velro.Benchmarks.Scale;

/// <summary>Questions about generations of a generated world, with the answers that the sequential baseline finds in the tables.</summary>
internal static class GrowthQuestions
{
    /// <summary>$1 which of the generations, $2 how many: each with those who may have to do with it.</summary>
    private const string Draw =
        """
        select g.id, g.owner_id,
            (select x.user_id from public.generation_grants x where x.generation_id = g.id and x.user_id is not null limit 1),
            (select x.user_id from public.project_grants x where x.project_id = g.project_id and x.user_id is not null limit 1),
            (select m.user_id from public.project_grants x join public.team_members m on m.team_id = x.team_id
                where x.project_id = g.project_id limit 1)
        from (select * from public.generations order by hashtextextended(id, $1) limit $2) g
        """;

    private static readonly string[] Actions = ["read", "read", "read", "write", "share"];

    /// <summary>Draws questions of which nine in ten are permitted; a denial costs more, and must not be more frequent in one of the worlds.</summary>
    /// <exception cref="InvalidOperationException">The world has too few of them.</exception>
    public static async Task<IReadOnlyList<(Question Question, bool IsPermitted)>> DrawAsync(
        NpgsqlDataSource database, string key, int count, long seed)
    {
        var rows = await RowsAsync(database, seed, count);
        var check = new SequentialCheck(database, BenchmarkTopology.Hasher);
        var asked = new HashSet<Question>();
        var drawn = new List<(Question Question, bool IsPermitted)>();
        var denied = count / 10;
        var random = new Random(1);
        for (var i = 0; drawn.Count < count && i < rows.Count * 20; i++)
        {
            // Where there are fewer generations than questions, some are asked about with several people or actions.
            var row = rows[i % rows.Count];
            var question = new Question(row.People[random.Next(row.People.Length)], Actions[random.Next(Actions.Length)], row.GenerationId);
            if (!asked.Add(question)) continue;

            var isPermitted = await check.DecideAsync(key, question.UserId, question.Action, question.GenerationId)
                ?? throw new InvalidOperationException("The key of the measurement is not known.");
            if (drawn.Count(one => one.IsPermitted == isPermitted) < (isPermitted ? count - denied : denied)) drawn.Add((question, isPermitted));
        }

        return drawn.Count == count ? drawn : throw new InvalidOperationException($"The world has only {drawn.Count} of {count} questions.");
    }

    /// <summary>Questions whose decision does not matter, each about another generation, as far as there are so many.</summary>
    public static async Task<IReadOnlyList<Question>> ManyAsync(NpgsqlDataSource database, int count) =>
        [.. (await RowsAsync(database, seed: 3, count)).Select(static row => new Question(row.People[0], "read", row.GenerationId))];

    /// <summary>A request with its answer.</summary>
    public static LoadRequest Request((Question Question, bool IsPermitted) one, string key) => AuthZenRequests.Request(
        AuthZenRequests.EvaluationPath,
        AuthZenRequests.BodyOf(one.Question),
        key,
        one.IsPermitted ? "\"decision\":true" : "\"decision\":false");

    private static async Task<List<(string GenerationId, string[] People)>> RowsAsync(NpgsqlDataSource database, long seed, int count)
    {
        await using var command = database.CreateCommand(Draw);
        command.CommandTimeout = 0;
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = seed });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = count });
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<(string, string[])>();
        while (await reader.ReadAsync())
        {
            rows.Add((
                reader.GetString(0),
                [.. Enumerable.Range(1, 4).Where(i => !reader.IsDBNull(i)).Select(reader.GetString)]));
        }

        return rows;
    }
}
