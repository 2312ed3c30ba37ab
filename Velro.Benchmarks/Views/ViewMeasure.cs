using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Velro.Authorization.Contexts;
using Velro.Authorization.Roles;
using Velro.Data.Search;
using Velro.Data.Turns;
using Velro.Data.Views;

namespace Velro.Benchmarks.Views;

/// <summary>
/// What precomputed rows save a load, on a world of Velro.WorldGenerator: each question once by them and once by the base tables, in turn,
/// on one connection. It adds projects that are shared with many teams deep in the tree, and leaves them there.
/// </summary>
internal static class ViewMeasure
{
    private const int Rounds = 60;

    private const string AddProjects =
        """
        insert into projects (id, owner_id, name)
        select 'measured-' || n, (select id from users limit 1), 'Shared with ' || n from unnest(array[1, 10, 100, 1000]) n
        on conflict do nothing;
        with recursive tree (id, level) as (
            select id, 1 from teams where parent_id is null
            union all
            select t.id, tree.level + 1 from tree join teams t on t.parent_id = tree.id
        ),
        deepest as (select id, row_number() over (order by level desc, md5(id)) as n from tree)
        insert into project_grants (project_id, team_id, role)
        select 'measured-' || p.n, d.id, 'viewer' from unnest(array[1, 10, 100, 1000]) as p (n) join deepest d on d.n <= p.n
        on conflict do nothing;
        """;

    /// <summary>Runs it: <c>--connection 'Host=…;Database=world'</c>.</summary>
    /// <returns>The process's exit code.</returns>
    public static async Task<int> RunAsync(string[] options)
    {
        if (options is not ["--connection", { } connection])
        {
            Console.Error.WriteLine("views --connection 'Host=…;Database=<a world of Velro.WorldGenerator, which is added to>'");
            return 2;
        }

        await using var database = NpgsqlDataSource.Create(connection);
        await RunAsync(database, AddProjects);
        var filled = new List<(string View, TimeSpan Time)>();
        await ViewRows.FillAsync(database, (view, time) => filled.Add((view, time)));
        foreach (var (view, time) in filled)
        {
            var size = await TextsAsync(database, $"select pg_size_pretty(pg_total_relation_size('{view}'))");
            Console.WriteLine($"{view}: all rows computed in {time.TotalSeconds:0.0} s, {size[0]}");
        }

        await RunAsync(database, "vacuum analyze");

        Console.WriteLine("| load | teams, base tables | teams, by rows | ratio | whole load, base tables | whole load, by rows |");
        Console.WriteLine("|---|---|---|---|---|---|");
        await using (var loads = await ViewLoads.OpenAsync(database))
        {
            var generations = await TextsAsync(
                database, "select id from generations where project_id is not null order by md5(id) limit 1000");
            var team = await TextsAsync(
                database, $"select team_id from {ViewNames.Teams} order by cardinality(above_ids) desc, team_id limit 1");
            await CompareAsync(loads, "a generation", round => [ContextKey.Generation(generations[round])]);
            foreach (var count in (int[])[125, 1000])
                await CompareAsync(loads, $"{count} generations", _ => [.. generations.Take(count).Select(ContextKey.Generation)]);
            foreach (var count in (int[])[1, 10, 100, 1000])
            {
                await CompareAsync(
                    loads, $"a project shared with {count} teams at the bottom", _ => [ContextKey.Project($"measured-{count}")]);
            }

            await CompareAsync(loads, "a team at the bottom", _ => [ContextKey.Team(team[0])]);

            await RunAsync(database, "insert into view_marks (kind, entity_id) values ('project', 'measured-100')");
            await CompareAsync(loads, "a project shared with 100 teams, marked", _ => [ContextKey.Project("measured-100")]);
        }

        await ReachAsync(database);
        await WriteAsync(database);
        await MoveAsync(database);
        return 0;
    }

    private static async Task CompareAsync(ViewLoads loads, string what, Func<int, ContextKey[]> keys)
    {
        var times = new Dictionary<(bool IsWhole, bool AreViewsRead), List<TimeSpan>>();
        for (var round = -10; round < Rounds; round++)
        {
            var asked = keys(Math.Max(0, round));
            foreach (var way in new[] { (false, false), (false, true), (true, false), (true, true) })
            {
                var time = way.Item1 ? await loads.TimeAsync(asked, way.Item2) : await loads.TimeTeamsAsync(asked, way.Item2);
                if (!times.TryGetValue(way, out var ofWay)) times[way] = ofWay = [];
                if (round >= 0) ofWay.Add(time);
            }
        }

        var (one, other) = (Median(times[(false, false)]), Median(times[(false, true)]));
        Console.WriteLine(
            $"| {what} | {Text(one)} | {Text(other)} | {(one / other).ToString("0.0", CultureInfo.InvariantCulture)} " +
            $"| {Text(Median(times[(true, false)]))} | {Text(Median(times[(true, true)]))} |");
    }

    /// <summary>How long the walk of a search for resources takes to know the teams and projects that a user reaches.</summary>
    private static async Task ReachAsync(NpgsqlDataSource database)
    {
        var users = await TextsAsync(
            database,
            $"""
            with reached as (
                select m.user_id, sum(cardinality(r.below_ids)) as n
                from team_members m join {ViewNames.Teams} r on r.team_id = m.team_id group by 1
            )
            (select user_id from reached order by n desc limit 1)
            union all
            (select user_id from reached order by abs(n - (select percentile_disc(0.5) within group (order by n) from reached)) limit 1)
            """);
        foreach (var user in users)
        {
            var (byRows, byTree) = (new List<TimeSpan>(), new List<TimeSpan>());
            var teams = 0;
            for (var round = 0; round < Rounds / 2; round++)
            {
                byRows.Add(await ReachOnceAsync());
                await RunAsync(database, $"insert into view_marks (kind, entity_id) select 'team', team_id from {ViewNames.Teams}");
                byTree.Add(await ReachOnceAsync());
                await RunAsync(database, "delete from view_marks where kind = 'team'; vacuum view_marks");
            }

            Console.WriteLine($"| a search's reach of {teams} teams | {Text(Median(byTree))} | {Text(Median(byRows))} |");

            async Task<TimeSpan> ReachOnceAsync()
            {
                await using var snapshot = await SearchSnapshot.OpenAsync(database, CancellationToken.None);
                var begin = Stopwatch.GetTimestamp();
                teams = (await UserReach.OfAsync(snapshot, user, Role.Viewer, 2001, CancellationToken.None)).TeamIds.Length;
                return Stopwatch.GetElapsedTime(begin);
            }
        }
    }

    /// <summary>What marks cost a writer: grants to teams, one statement each, in transactions that are rolled back.</summary>
    private static async Task WriteAsync(NpgsqlDataSource database)
    {
        var (marked, unmarked) = (new List<TimeSpan>(), new List<TimeSpan>());
        for (var round = 0; round < Rounds; round++)
        {
            marked.Add(await WriteOnceAsync(""));
            unmarked.Add(await WriteOnceAsync("alter table project_grants disable trigger project_grants_marked_by_insert;"));
        }

        Console.WriteLine($"| a grant to a team, written | {Text(Median(unmarked) / 100)} | {Text(Median(marked) / 100)} |");

        async Task<TimeSpan> WriteOnceAsync(string before)
        {
            await using var connection = await database.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await using (var prepare = new NpgsqlCommand($"set local velro.last_mark = ''; {before}", connection))
                await prepare.ExecuteNonQueryAsync();
            await using var insert = new NpgsqlCommand(
                """
                insert into project_grants (project_id, team_id, role)
                select p.id, t.id, 'none' from (select id from projects where id not like 'measured%' order by id offset $1 limit 1) p,
                    (select id from teams order by id desc limit 1) t on conflict do nothing
                """,
                connection);
            var offset = new NpgsqlParameter<int> { TypedValue = 0 };
            insert.Parameters.Add(offset);
            await insert.PrepareAsync();
            await insert.ExecuteNonQueryAsync();
            var begin = Stopwatch.GetTimestamp();
            for (var i = 1; i <= 100; i++)
            {
                offset.TypedValue = i;
                await insert.ExecuteNonQueryAsync();
            }

            return Stopwatch.GetElapsedTime(begin);
        }
    }

    /// <summary>How long readers go by the base tables after the team with most below it was moved.</summary>
    private static async Task MoveAsync(NpgsqlDataSource database)
    {
        var widest = await TextsAsync(
            database,
            $"""
            select team_id from {ViewNames.Teams} r join teams t on t.id = r.team_id
            where t.parent_id is not null order by cardinality(below_ids) desc limit 1
            """);
        await using var turn = await SessionTurn.TryTakeAsync(database, SessionTurn.Rows, TimeSpan.FromMinutes(5), CancellationToken.None)
            ?? throw new InvalidOperationException("A warmer is at work on this database. Stop it first.");
        var parent = await TextsAsync(database, $"select parent_id from teams where id = '{widest[0]}'");
        await RunAsync(database, $"update teams set parent_id = null where id = '{widest[0]}'");
        var begin = Stopwatch.GetTimestamp();
        var rows = await ViewRows.DrainAsync(new RowUpkeep(turn));
        var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        Console.WriteLine($"A team with many below it was moved: {rows} rows computed again in {seconds:0.0} s");
        await RunAsync(database, $"update teams set parent_id = '{parent[0]}' where id = '{widest[0]}'");
        await ViewRows.DrainAsync(new RowUpkeep(turn));
    }

    private static TimeSpan Median(List<TimeSpan> times) => times.Order().ElementAt(times.Count / 2);

    private static string Text(TimeSpan time) => $"{time.TotalMilliseconds.ToString("0.00", CultureInfo.InvariantCulture)} ms";

    private static async Task<List<string>> TextsAsync(NpgsqlDataSource database, string query)
    {
        await using var command = database.CreateCommand(query);
        await using var reader = await command.ExecuteReaderAsync();
        var texts = new List<string>();
        while (await reader.ReadAsync()) texts.Add(reader.GetString(0));
        return texts;
    }

    private static async Task RunAsync(NpgsqlDataSource database, string statements)
    {
        foreach (var statement in statements.Contains("vacuum", StringComparison.Ordinal) ? statements.Split(';') : [statements])
        {
            await using var command = database.CreateCommand(statement);
            command.CommandTimeout = 0;
            await command.ExecuteNonQueryAsync();
        }
    }
}
