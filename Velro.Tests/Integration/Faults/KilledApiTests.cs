using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Velro.AuthApi.Audit;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.Faults;

/// <summary>
/// An API process that is killed again and again while it works (issue 7): no security event of what it answered is missing, and no more decision
/// records than it counts as lost, which is bounded by what it can hold in memory.
/// </summary>
public sealed class KilledApiTests(PostgresFixture postgres) : IDisposable
{
    private const int Kills = 3;
    private const int AnswersBetween = 60;

    private readonly string _folder = Directory.CreateTempSubdirectory("velro-spool-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_kill_loses_no_security_event_and_no_more_decision_records_than_are_counted()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var (teams, denials) = (new ConcurrentBag<string>(), 0);
        var (gone, lost) = (0L, 0L);
        for (var life = 0; life < Kills; life++)
        {
            await using var api = await StartAsync(database);
            await UntilToldAsync(api, gone);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            var answers = 0;
            Task[] load =
            [
                .. Enumerable.Range(0, 3).Select(_ => RepeatAsync(
                    async () =>
                    {
                        teams.Add(await CreateTeamAsync(api));
                        Interlocked.Increment(ref answers);
                    },
                    stop.Token)),
                .. Enumerable.Range(0, 3).Select(_ => RepeatAsync(
                    async () =>
                    {
                        await DenyAsync(api);
                        Interlocked.Increment(ref denials);
                        Interlocked.Increment(ref answers);
                    },
                    stop.Token)),
            ];
            var before = await CountRecordsAsync(database);
            await Eventually.TrueAsync(async () =>
                Volatile.Read(ref answers) >= AnswersBetween && await CountRecordsAsync(database) > before);
            await api.KillAsync();
            await stop.CancelAsync();
            await Task.WhenAll(load);
            gone = CountedAsLost();
            Assert.InRange(gone, 0, new DecisionRecordOptions().Capacity + DecisionRecordPump.MaximumBatch);
            lost += gone;
        }

        await using (var last = await StartAsync(database))
        {
            await UntilToldAsync(last, gone);
            await last.TerminateAsync();
        }

        var audited = await ReadAsync(database, "select resource_id from audit_events where action = 'team.created'");
        Assert.True(teams.Count >= Kills, $"Only {teams.Count} teams were made.");
        Assert.Empty(teams.Except(audited));
        Assert.Equal(audited.Count, audited.Distinct().Count());
        Assert.Equal((await ReadAsync(database, "select id from teams")).Order(), audited.Order());

        var recorded = await CountRecordsAsync(database);
        Assert.True(recorded > 0 && denials <= recorded + lost, $"{denials} were answered, {recorded} recorded, {lost} counted as lost.");
        Assert.Empty(Directory.GetFiles(_folder, "*", SearchOption.AllDirectories));
    }

    private Task<ApiProcess> StartAsync(NpgsqlDataSource database) => ApiProcess.StartAsync(
        database, ("Velro__Decisions__Spool", _folder), ("Logging__LogLevel__Default", "Warning"));

    /// <summary>What the killed process left in its counts: taken and not settled.</summary>
    private long CountedAsLost()
    {
        var bytes = File.ReadAllBytes(Assert.Single(Directory.GetFiles(_folder, "*.counts", SearchOption.AllDirectories)));
        return BitConverter.ToInt64(bytes) - BitConverter.ToInt64(bytes, 8);
    }

    /// <summary>The next process tells exactly that in its metrics.</summary>
    private static Task UntilToldAsync(ApiProcess api, long lost) => Eventually.TrueAsync(async () =>
    {
        var metrics = await api.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation);
        var told = metrics.Split('\n').SingleOrDefault(static line =>
            line.StartsWith("velro_decisions_lost", StringComparison.Ordinal) && line.Contains("\"crashed\"", StringComparison.Ordinal));
        return lost == 0 ? told is null : told?.Split(' ')[1] == $"{lost}";
    });

    private static async Task<string> CreateTeamAsync(ApiProcess api)
    {
        using var response = await api.Client.PostAsJsonAsync("/v1/teams", new { name = "T" }, Cancellation);
        if (response.StatusCode != HttpStatusCode.Created) throw new HttpRequestException($"{response.StatusCode}");
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("id").GetString()!;
    }

    private static async Task DenyAsync(ApiProcess api)
    {
        using var response = await api.Client.PostAsJsonAsync(
            "/access/v1/evaluation",
            new { subject = new { type = "user", id = "ghost" }, action = new { name = "read" }, resource = new { type = "team", id = "t" } },
            Cancellation);
        response.EnsureSuccessStatusCode();
        Assert.False((await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("decision").GetBoolean());
    }

    /// <summary>An answer that does not arrive whole was not given.</summary>
    private static async Task RepeatAsync(Func<Task> ask, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await ask();
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                await Task.Yield();
            }
        }
    }

    private static async Task<int> CountRecordsAsync(NpgsqlDataSource database) =>
        (await ReadAsync(database, "select id::text from decision_records where action = 'read'")).Count;

    private static async Task<List<string>> ReadAsync(NpgsqlDataSource database, string text)
    {
        await using var command = database.CreateCommand(text);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var rows = new List<string>();
        while (await reader.ReadAsync(Cancellation)) rows.Add(reader.GetString(0));
        return rows;
    }
}
