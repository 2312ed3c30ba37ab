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

    /// <summary>Twenty people, each with some generations that they own and some that were shared with them.</summary>
    private const string Near =
        """
        with people as (select id from public.users where state = 'active' order by hashtextextended(id, 1) limit 20)
        select p.id, g.id
        from people p cross join lateral (
            (select id from public.generations where owner_id = p.id order by id limit 5)
            union
            (select generation_id from public.generation_grants where user_id = p.id and role <> 'none' order by generation_id limit 5)
        ) as g (id)
        order by p.id, g.id
        """;

    private static readonly string[] Actions = ["read", "read", "read", "write", "share"];

    /// <summary>
    /// Questions about what a few people have to do with, as many in every world: so much is asked about, whatever else there is.
    /// </summary>
    /// <exception cref="InvalidOperationException">The world has too few of them.</exception>
    public static async Task<IReadOnlyList<(Question Question, bool IsPermitted)>> DrawNearAsync(NpgsqlDataSource database, string key, int count)
    {
        var pairs = new List<(string UserId, string GenerationId)>();
        await using (var command = database.CreateCommand(Near))
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync()) pairs.Add((reader.GetString(0), reader.GetString(1)));
        }

        var random = new Random(1);
        return await ChooseAsync(database, key, count, _ =>
        {
            var (user, generation) = pairs[random.Next(pairs.Count)];
            return new Question(random.Next(5) == 0 ? pairs[random.Next(pairs.Count)].UserId : user, Actions[random.Next(Actions.Length)], generation);
        });
    }

    /// <summary>Questions about generations all over the world.</summary>
    /// <exception cref="InvalidOperationException">The world has too few of them.</exception>
    public static async Task<IReadOnlyList<(Question Question, bool IsPermitted)>> DrawAsync(
        NpgsqlDataSource database, string key, int count, long seed)
    {
        var rows = await RowsAsync(database, seed, count);
        var random = new Random(1);
        return await ChooseAsync(database, key, count, number =>
        {
            // Where there are fewer generations than questions, some are asked about with several people or actions.
            var row = rows[number % rows.Count];
            return new Question(row.People[random.Next(row.People.Length)], Actions[random.Next(Actions.Length)], row.GenerationId);
        });
    }

    /// <summary>Chooses questions of which nine in ten are permitted; a denial costs more, and must not be more frequent in one of the worlds.</summary>
    private static async Task<IReadOnlyList<(Question Question, bool IsPermitted)>> ChooseAsync(
        NpgsqlDataSource database, string key, int count, Func<int, Question> draw)
    {
        var check = new SequentialCheck(database, BenchmarkTopology.Hasher);
        var asked = new HashSet<Question>();
        var chosen = new List<(Question Question, bool IsPermitted)>();
        for (var i = 0; chosen.Count < count && i < count * 20; i++)
        {
            var question = draw(i);
            if (!asked.Add(question)) continue;
            var isPermitted = await check.DecideAsync(key, question.UserId, question.Action, question.GenerationId)
                ?? throw new InvalidOperationException("The key of the measurement is not known.");
            if (chosen.Count(one => one.IsPermitted == isPermitted) < (isPermitted ? count - (count / 10) : count / 10)) chosen.Add((question, isPermitted));
        }

        return chosen.Count == count ? chosen : throw new InvalidOperationException($"The world has only {chosen.Count} of {count} questions.");
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
