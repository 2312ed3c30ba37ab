using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Velro.AuthApi.Audit;
using Velro.AuthApi.Authorization.Requests;
using Velro.Authorization.Callers;
using Velro.Authorization.Contexts;
using Velro.Authorization.Decisions;
using Velro.Authorization.Entities;
using Velro.Authorization.Explanations;
using Velro.Caching.Evaluations;
using Velro.Data.Decisions;
using Velro.Data.Transactions;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.Data;

/// <summary>Decision records (DESIGN.md section 7): which decisions are recorded, and that what is recorded is kept.</summary>
public sealed class DecisionRecordTests(PostgresFixture postgres)
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private static readonly Caller Admin = new("key", "admin", IsAdministrator: true, ["admin"]);

    [Fact]
    public async Task What_is_written_is_read_again_as_it_was()
    {
        var database = await postgres.CreateDatabaseAsync();
        var sent = new SentMembers(
            PropertyBag.Parse("""{"nul":"\u0000","number":1e400}"""u8), PropertyBag.Empty, PropertyBag.Parse("""{"ü":[1,{"x":null}]}"""u8),
            PropertyBag.Parse("""{"office":true}"""u8));
        var record = RecordAt(Noon) with
        {
            ActingFor = "bob", Policy = "p", IsExplained = true, IsTrusted = true, Resource = new EntityRef("route", "/users/{üserId} 🎬"), Sent = sent,
        };

        await new DecisionRecordWriter(database).WriteAsync([record], TestContext.Current.CancellationToken);

        var read = Assert.Single(await NewestAsync(database, 10));
        Assert.Equal(record with { Sent = null }, read with { Sent = null });
        Assert.Equal(
            new[] { sent.Subject, sent.Action, sent.Resource, sent.Context }.Select(static bag => bag.Json.ToString()),
            new[] { read.Sent!.Subject, read.Sent.Action, read.Sent.Resource, read.Sent.Context }.Select(static bag => bag.Json.ToString()));
    }

    [Fact]
    public async Task The_newest_that_can_be_asked_again_come_first()
    {
        var database = await postgres.CreateDatabaseAsync();
        DecisionRecord[] records = [RecordAt(Noon), RecordAt(Noon.AddSeconds(2)) with { Sent = null }, RecordAt(Noon.AddSeconds(1))];
        await new DecisionRecordWriter(database).WriteAsync(records, TestContext.Current.CancellationToken);

        Assert.Equal([records[2].Id, records[0].Id], (await NewestAsync(database, 10)).Select(static record => record.Id));
        Assert.Equal([records[2].Id], (await NewestAsync(database, 1)).Select(static record => record.Id));
    }

    [Fact]
    public async Task Months_are_made_as_they_come_by_several_at_once_and_dropped_when_they_are_old()
    {
        var database = await postgres.CreateDatabaseAsync();
        var months = Enumerable.Range(0, 6).Select(static month => Noon.AddMonths(-month)).ToArray();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => new DecisionRecordWriter(database).WriteAsync(
            [.. months.Select(RecordAt)], TestContext.Current.CancellationToken)));

        Assert.Equal(24, (await NewestAsync(database, 100)).Count);
        Assert.Equal(2, await new DecisionRetention(database).DropExpiredAsync(Noon, TestContext.Current.CancellationToken));
        Assert.Equal(0, await new DecisionRetention(database).DropExpiredAsync(Noon, TestContext.Current.CancellationToken));
        Assert.Equal(months[..4].Order(), (await NewestAsync(database, 100)).Select(static record => record.At).Distinct().Order());
    }

    [Fact]
    public void All_denials_and_all_that_was_to_be_explained_are_recorded_and_of_permits_the_stated_share()
    {
        var (recorder, _, lost) = Recorder(new DecisionRecordOptions { PermitSampleRate = 0 });
        recorder.Record(Admin, Body(), Permit, Noon);
        recorder.Record(Admin, Body(), Permit with { Explanation = Explanation.Of([], Permit, isTruncated: false) }, Noon);
        recorder.Record(Admin, Body(), Deny, Noon);
        Assert.Equal(["role", "no_access"], Taken(recorder).Select(static record => record.Reason));

        (recorder, _, _) = Recorder(new DecisionRecordOptions { PermitSampleRate = 1 });
        recorder.Record(Admin, Body(), Permit, Noon);
        Assert.Equal(["role"], Taken(recorder).Select(static record => record.Reason));
        Assert.Empty(lost.GetMeasurementSnapshot());
    }

    [Fact]
    public void What_finds_no_room_is_counted_and_what_was_sent_in_excess_is_left_out()
    {
        var (recorder, _, lost) = Recorder(new DecisionRecordOptions { Capacity = 2, MaximumSentBytes = 20 });
        recorder.Record(Admin, Body("""{"a":"short"}"""), Deny, Noon);
        recorder.Record(Admin, Body("""{"a":"longer than twenty bytes"}"""), Deny, Noon);
        recorder.Record(Admin, Body(), Deny, Noon);

        Assert.Equal(1, lost.GetMeasurementSnapshot().EvaluateAsCounter());
        var waiting = Taken(recorder);
        Assert.Equal(2, waiting.Count);
        Assert.Equal("""{"a":"short"}""", waiting[0].Sent!.Context.Json.GetRawText());
        Assert.Null(waiting[1].Sent);
    }

    [Fact]
    public void Of_a_caller_who_is_not_believed_the_context_is_recorded_as_it_counted()
    {
        var (recorder, _, _) = Recorder(new DecisionRecordOptions());
        var body = Body("""{"ip":"10.0.0.1"}""") with { UnbelievedContext = PropertyBag.Empty };
        recorder.Record(Admin with { ActingFor = "bob" }, body, Deny, Noon);

        var record = Assert.Single(Taken(recorder));
        Assert.Equal((false, "bob", "{}"), (record.IsTrusted, record.ActingFor, record.Sent!.Context.Json.GetRawText()));
    }

    [Fact]
    public async Task One_that_the_database_refuses_takes_no_other_along()
    {
        var database = await postgres.CreateDatabaseAsync();
        var (recorder, metrics, lost) = Recorder(new DecisionRecordOptions());
        for (var i = 0; i < 20; i++) recorder.Record(Admin, Body() with { Action = i == 7 ? "nul\0" : $"a{i}" }, Deny, Noon);

        await PumpAsync(database, recorder, metrics);

        Assert.Equal(19, (await NewestAsync(database, 100)).Count);
        Assert.Equal(1, lost.GetMeasurementSnapshot().EvaluateAsCounter());
    }

    [Fact]
    public async Task What_waits_when_the_process_ends_is_written_or_counted()
    {
        var database = await postgres.CreateDatabaseAsync();
        var (recorder, metrics, lost) = Recorder(new DecisionRecordOptions());
        for (var i = 0; i < 6000; i++) recorder.Record(Admin, Body(), Deny, Noon);

        await PumpAsync(database, recorder, metrics);

        Assert.Equal(6000, (await NewestAsync(database, 10_000)).Count + lost.GetMeasurementSnapshot().EvaluateAsCounter());
        Assert.Equal(0, lost.GetMeasurementSnapshot().EvaluateAsCounter());

        await using var away = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Timeout=1");
        (recorder, metrics, lost) = Recorder(new DecisionRecordOptions());
        for (var i = 0; i < 10; i++) recorder.Record(Admin, Body(), Deny, Noon);
        await PumpAsync(away, recorder, metrics);
        Assert.Equal(10, lost.GetMeasurementSnapshot().EvaluateAsCounter());
    }

    private static Decision Permit { get; } = new(true, DecisionReason.Role, DecisionLayer.Relationship, SubjectMayRead: true);

    private static Decision Deny { get; } = new(false, DecisionReason.NoAccess, DecisionLayer.Relationship, SubjectMayRead: false);

    private static DecisionRecord RecordAt(DateTimeOffset instant) => new()
    {
        Id = Guid.CreateVersion7(instant),
        At = instant,
        KeyId = "key",
        UserId = "admin",
        Subject = new EntityRef("user", "ann"),
        Action = "read",
        Resource = new EntityRef("team", "t"),
        IsPermitted = false,
        Reason = "no_access",
        Layer = DecisionLayer.Relationship,
        Sent = SentMembers.Empty,
    };

    private static EvaluationBody Body(string context = "{}") => new()
    {
        Subject = new EntityRef("user", "ann"),
        SubjectProperties = PropertyBag.Empty,
        Action = "read",
        ActionProperties = PropertyBag.Empty,
        Resource = new EntityRef("team", "t"),
        ResourceProperties = PropertyBag.Empty,
        Context = PropertyBag.Parse(System.Text.Encoding.UTF8.GetBytes(context)),
        UnbelievedContext = PropertyBag.Empty,
        Consistency = Consistency.MinimizeLatency,
    };

    private static (DecisionRecorder Recorder, DecisionMetrics Metrics, MetricCollector<long> Lost) Recorder(DecisionRecordOptions options)
    {
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        var lost = new MetricCollector<long>(meters, "Velro.Audit", "velro.decisions.lost");
        var metrics = new DecisionMetrics(meters);
        return (new DecisionRecorder(Options.Create(options), metrics), metrics, lost);
    }

    private static List<DecisionRecord> Taken(DecisionRecorder recorder)
    {
        var taken = new List<DecisionRecord>();
        while (recorder.Waiting.TryRead(out var record)) taken.Add(record);
        return taken;
    }

    private static Task<List<DecisionRecord>> NewestAsync(NpgsqlDataSource database, int limit) => new Store(database, TimeProvider.System).ReadAsync(
        transaction => DecisionRecordTable.NewestAsync(transaction, limit), TestContext.Current.CancellationToken);

    /// <summary>Starts the writing and ends it at once, as when a process is stopped.</summary>
    private static async Task PumpAsync(NpgsqlDataSource database, DecisionRecorder recorder, DecisionMetrics metrics)
    {
        using var pump = new DecisionRecordPump(
            recorder, new DecisionRecordWriter(database), metrics, TimeProvider.System, NullLogger<DecisionRecordPump>.Instance);
        await pump.StartAsync(TestContext.Current.CancellationToken);
        await pump.StopAsync(TestContext.Current.CancellationToken);
    }
}
