using Npgsql;
using Velro.AuthApi.Authorization.Requests;
using Velro.Authorization.Callers;
using Velro.Authorization.Contexts;
using Velro.Authorization.Decisions;
using Velro.Authorization.Entities;
using Velro.Authorization.Explanations;
using Velro.Caching.Evaluations;
using Velro.Data.Decisions;
using Velro.Data.Transactions;
using Velro.Tests.Integration.Audit;
using Velro.Tests.Integration.Caching;
using Velro.Tests.Stores;
using Velro.Tests.Unit.Audit;

namespace Velro.Tests.Integration.Data;

/// <summary>Decision records (DESIGN.md section 7): which decisions are recorded, and that what is recorded is kept.</summary>
public sealed class DecisionRecordTests(PostgresFixture postgres)
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A database that nobody reaches.</summary>
    private static readonly NpgsqlDataSource Away = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Timeout=1");

    private static readonly Caller Admin = new(CallerKind.ServiceKey, "key", "admin", IsAdministrator: true, ["admin"]);

    [Fact]
    public async Task What_is_written_is_read_again_as_it_was()
    {
        var database = await postgres.CreateDatabaseAsync();
        var sent = new SentMembers(
            PropertyBag.Parse("""{"nul":"\u0000","number":1e400}"""u8), PropertyBag.Empty, PropertyBag.Parse("""{"ü":[1,{"x":null}]}"""u8),
            PropertyBag.Parse("""{"office":true}"""u8));
        var record = RecordAt(Noon) with
        {
            ActingFor = "bob",
            Policy = "p",
            IsExplained = true,
            IsTrusted = true,
            Resource = new EntityRef("route", "/users/{üserId} 🎬"),
            Sent = sent.ToText(),
        };

        await new DecisionRecordWriter(database).WriteAsync([record], TestContext.Current.CancellationToken);

        var read = Assert.Single(await NewestAsync(database, 10));
        Assert.Equal(record, read);
        var again = SentMembers.Parse(read.Sent);
        Assert.Equal(
            new[] { sent.Subject, sent.Action, sent.Resource, sent.Context }.Select(static bag => bag.Json.ToString()),
            new[] { again.Subject, again.Action, again.Resource, again.Context }.Select(static bag => bag.Json.ToString()));
    }

    [Fact]
    public async Task The_newest_that_can_be_asked_again_come_first()
    {
        var database = await postgres.CreateDatabaseAsync();
        DecisionRecord[] records = [RecordAt(Noon), RecordAt(Noon.AddSeconds(2)) with { IsComplete = false }, RecordAt(Noon.AddSeconds(1))];
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
        Assert.Equal(2, await new DecisionRetention(database).DropExpiredAsync(Noon, 3, TestContext.Current.CancellationToken));
        Assert.Equal(0, await new DecisionRetention(database).DropExpiredAsync(Noon, 3, TestContext.Current.CancellationToken));
        Assert.Equal(months[..4].Order(), (await NewestAsync(database, 100)).Select(static record => record.At).Distinct().Order());
    }

    [Fact]
    public void All_denials_and_all_that_was_to_be_explained_are_recorded_and_of_permits_the_stated_share()
    {
        using var none = new RecordingNode(Away, static options => options.PermitSampleRate = 0);
        none.Recorder.Record(Admin, Body(), Permit, Noon);
        none.Recorder.Record(Admin, Body(), Permit with { Explanation = Explanation.Of([], Permit, isTruncated: false) }, Noon);
        none.Recorder.Record(Admin, Body(), Deny, Noon);
        Assert.Equal(["role", "no_access"], none.Waiting().Select(static record => record.Reason));
        Assert.Equal(0, none.Lost);

        using var all = new RecordingNode(Away, static options => options.PermitSampleRate = 1);
        all.Recorder.Record(Admin, Body(), Permit, Noon);
        Assert.Equal(["role"], all.Waiting().Select(static record => record.Reason));
    }

    [Fact]
    public void What_finds_no_room_is_counted_and_what_was_sent_in_excess_is_left_out()
    {
        using var node = new RecordingNode(Away, static options => (options.Capacity, options.MaximumSentBytes) = (2, 20));
        node.Recorder.Record(Admin, Body("""{"a":"short"}"""), Deny, Noon);
        node.Recorder.Record(Admin, Body("""{"a":"longer than twenty bytes"}"""), Deny, Noon);
        node.Recorder.Record(Admin, Body(), Deny, Noon);

        Assert.Equal(1, node.Lost);
        var waiting = node.Waiting();
        Assert.Equal(2, waiting.Count);
        Assert.Equal(("""{"context":{"a":"short"}}""", true), (waiting[0].Sent, waiting[0].IsComplete));
        Assert.Equal((null, false), (waiting[1].Sent, waiting[1].IsComplete));
    }

    [Theory]
    [InlineData(true, """{"subject":{"s":1},"action":{"a":1},"resource":{"r":1},"context":{"ip":"10.0.0.1"}}""")]
    [InlineData(false, """{"action":{"a":1}}""")]
    public void Of_what_was_sent_only_that_is_kept_which_could_count(bool isTrusted, string kept)
    {
        using var node = new RecordingNode(Away);
        var body = Body("""{"ip":"10.0.0.1"}""") with
        {
            SubjectProperties = PropertyBag.Parse("""{"s":1}"""u8),
            ActionProperties = PropertyBag.Parse("""{"a":1}"""u8),
            ResourceProperties = PropertyBag.Parse("""{"r":1}"""u8),
            UnbelievedContext = PropertyBag.Empty,
        };
        node.Recorder.Record(isTrusted ? Admin : Admin with { ActingFor = "bob" }, body, Deny, Noon);

        var record = Assert.Single(node.Waiting());
        Assert.Equal((isTrusted, kept), (record.IsTrusted, record.Sent));
    }

    /// <summary>As after a connection that was lost before the commit was known.</summary>
    [Fact]
    public async Task What_is_written_already_is_not_written_twice_and_not_lost()
    {
        var database = await postgres.CreateDatabaseAsync();
        using var node = new RecordingNode(database);
        for (var i = 0; i < 100; i++) node.Recorder.Record(Admin, Body(), Deny, Noon);
        var taken = node.Waiting();
        await new DecisionRecordWriter(database).WriteAsync(taken[..60], TestContext.Current.CancellationToken);

        Assert.Equal(
            taken[..60].Select(static record => record.Id).ToHashSet(),
            await new DecisionRecordWriter(database).FindWrittenAsync(taken, TestContext.Current.CancellationToken));
        foreach (var record in taken) node.Take(record);
        await node.WriteAndStopAsync();

        Assert.Equal(100, (await NewestAsync(database, 1000)).Count);
        Assert.Equal((40, 0), (node.Written, node.Lost));
    }

    /// <summary>Nothing was written before, and yet the database finds the same name twice: that ends too.</summary>
    [Fact]
    public async Task Of_two_with_one_name_one_is_written_and_one_is_counted()
    {
        var database = await postgres.CreateDatabaseAsync();
        using var node = new RecordingNode(database);
        var record = RecordAt(Noon);
        node.Take(record);
        node.Take(record);

        await node.WriteAndStopAsync();

        Assert.Equal(record, Assert.Single(await NewestAsync(database, 10)));
    }

    /// <summary>While it runs, not only as it ends.</summary>
    [Fact]
    public async Task Records_are_written_while_the_process_runs_and_again_after_the_table_was_away()
    {
        var database = await postgres.CreateDatabaseAsync();
        using var node = new RecordingNode(database);
        await node.Pump.StartAsync(TestContext.Current.CancellationToken);
        node.Recorder.Record(Admin, Body(), Deny, Noon);
        await Eventually.TrueAsync(async () => (await NewestAsync(database, 10)).Count == 1);

        await database.RunAsync("alter table decision_records rename to elsewhere");
        node.Recorder.Record(Admin, Body(), Deny, Noon);
        await Eventually.TrueAsync(() => !node.Recorder.Waiting.TryPeek(out _));
        await database.RunAsync("alter table elsewhere rename to decision_records");
        await Eventually.TrueAsync(async () => (await NewestAsync(database, 10)).Count == 2);
        await node.Pump.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, node.Lost);
    }

    [Fact]
    public async Task One_that_the_database_refuses_takes_no_other_along()
    {
        var database = await postgres.CreateDatabaseAsync();
        using var node = new RecordingNode(database);
        for (var i = 0; i < 20; i++) node.Recorder.Record(Admin, Body() with { Action = i == 7 ? "nul\0" : $"a{i}" }, Deny, Noon);

        await node.WriteAndStopAsync();

        Assert.Equal(19, (await NewestAsync(database, 100)).Count);
        Assert.Equal(1, node.Lost);
    }

    [Fact]
    public async Task What_waits_when_the_process_ends_is_written_or_counted()
    {
        var database = await postgres.CreateDatabaseAsync();
        using var node = new RecordingNode(database);
        for (var i = 0; i < 6000; i++) node.Recorder.Record(Admin, Body(), Deny, Noon);

        await node.WriteAndStopAsync();

        Assert.Equal(6000, (await NewestAsync(database, 10_000)).Count + node.Lost);
        Assert.Equal(0, node.Lost);

        using var stranded = new RecordingNode(Away);
        for (var i = 0; i < 10; i++) stranded.Recorder.Record(Admin, Body(), Deny, Noon);
        await stranded.WriteAndStopAsync();
        Assert.Equal(10, stranded.Lost);
    }

    private static Decision Permit { get; } = new(true, DecisionReason.Role, DecisionLayer.Relationship, SubjectMayRead: true);

    private static Decision Deny { get; } = new(false, DecisionReason.NoAccess, DecisionLayer.Relationship, SubjectMayRead: false);

    private static DecisionRecord RecordAt(DateTimeOffset instant) => DecisionRecords.Denial(at: instant);

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

    private static Task<List<DecisionRecord>> NewestAsync(NpgsqlDataSource database, int limit) => new Store(database, TimeProvider.System).ReadAsync(
        transaction => DecisionRecordTable.NewestAsync(transaction, limit), TestContext.Current.CancellationToken);
}
