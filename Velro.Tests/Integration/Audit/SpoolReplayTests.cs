using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Velro.AuthApi.Audit;
using Velro.AuthApi.Audit.Spool;
using Velro.Data.Decisions;
using Velro.Tests.Integration.Caching;
using Velro.Tests.Stores;
using Velro.Tests.Unit.Audit;

namespace Velro.Tests.Integration.Audit;

/// <summary>Decision records while Postgres is away: on disk, and in the database when it is back, in order and exactly once.</summary>
public sealed class SpoolReplayTests(PostgresFixture postgres) : IDisposable
{
    private const string Away = "alter table decision_records rename to elsewhere";
    private const string Back = "alter table elsewhere rename to decision_records";

    private readonly string _folder = Directory.CreateTempSubdirectory("velro-spool-").FullName;
    private readonly List<RecordingNode> _nodes = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        foreach (var node in _nodes) node.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task What_came_while_the_table_was_away_is_written_when_it_is_back_and_nothing_is_left_on_disk()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var node = await StartAsync(database);
        node.Take(Record("a"));
        await Eventually.TrueAsync(async () => await CountAsync(database) == 1);

        await database.RunAsync(Away);
        foreach (var action in (string[])["b", "c", "d"])
        {
            node.Take(Record(action));
            await Eventually.TrueAsync(() => node.Spooled == action[0] - 'a');
        }

        Assert.NotEmpty(Files());
        Assert.True(node.Pump.Backlog() is { SpoolBytes: > 0, Lag.Ticks: > 0 });
        await database.RunAsync(Back);
        await Eventually.TrueAsync(async () => await CountAsync(database) == 4);
        node.Take(Record("e"));
        await Eventually.TrueAsync(async () => await CountAsync(database) == 5);

        Assert.Equal("abcde", await ActionsAsync(database));
        await Eventually.TrueAsync(() => node.Pump.Backlog() == default);
        Assert.Empty(Files());
        Assert.Equal(0, node.Lost);
    }

    [Fact]
    public async Task A_process_that_ends_meanwhile_leaves_them_to_the_next_one()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await database.RunAsync(Away);
        var first = await StartAsync(database);
        foreach (var action in (string[])["a", "b", "c"]) first.Take(Record(action));
        await first.Pump.StopAsync(Cancellation);
        Assert.Equal((3, 0), (first.Spooled, first.Lost));

        await database.RunAsync(Back);
        await StartAsync(database);
        await Eventually.TrueAsync(async () => await CountAsync(database) == 3);
        await Eventually.TrueAsync(() => Files().Length == 0);
        Assert.Equal("abc", await ActionsAsync(database));
    }

    /// <summary>A process was killed between the end of a write and the removal of its file.</summary>
    [Fact]
    public async Task What_was_written_before_is_not_written_again()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var records = "abcdef".Select(static action => Record($"{action}")).ToArray();
        using (var spool = Spool(database)) spool.Append(records);
        await new DecisionRecordWriter(database).WriteAsync(records[1..4], Cancellation);

        var node = await StartAsync(database);
        await Eventually.TrueAsync(() => Files().Length == 0);

        Assert.Equal("abcdef", string.Concat((await ActionsAsync(database)).Order()));
        Assert.Equal(0, node.Lost);
    }

    /// <summary>A file is read from its beginning again when the database goes away in the middle of it.</summary>
    [Fact]
    public async Task What_is_lost_of_a_file_that_is_read_twice_is_counted_once()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await database.RunAsync(
            """
            create function stop() returns trigger language plpgsql as $$ begin raise exception 'stop' using errcode = '57P01'; end $$;
            create trigger stop before insert on decision_records for each row when (new.action = 'stop') execute function stop()
            """);
        using (var spool = Spool(database))
            spool.Append([Record("x") with { At = DateTimeOffset.UtcNow.AddDays(-8) }, Record("nul\0"), Record("a"), Record("stop")]);

        var node = await StartAsync(database);
        await Eventually.TrueAsync(() => node.Log.Collector.Count > 0);
        Assert.Equal((0, 0), (node.Written, node.Lost));
        await database.RunAsync("drop trigger stop on decision_records");
        await Eventually.TrueAsync(() => Files().Length == 0);

        Assert.Equal("astop", await ActionsAsync(database));
        await Eventually.TrueAsync(() => node.Lost > 0);
        Assert.Equal((2, 1, 1), (node.Written, node.LostBy("expired"), node.LostBy("refused")));
    }

    [Fact]
    public async Task What_cannot_be_read_is_counted_and_kept_and_what_is_too_old_is_counted_too()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var old = Record("x") with { At = DateTimeOffset.UtcNow.AddDays(-8) };
        using (var spool = Spool(database)) spool.Append([old, Record("a"), Record("b")]);
        using (var file = new FileStream(Assert.Single(Files()), FileMode.Open)) file.SetLength(file.Length - 5);

        var node = await StartAsync(database);
        await Eventually.TrueAsync(() => Files().Length == 0);

        Assert.Equal("a", await ActionsAsync(database));
        await Eventually.TrueAsync(() => node.Lost == 2);
        Assert.Equal((1, 1), (node.LostBy("expired"), node.LostBy("unreadable")));
        Assert.Contains(
            Assert.Single(Directory.GetFiles(_folder, "*.unreadable", SearchOption.AllDirectories)),
            Assert.Single(node.Log.Collector.GetSnapshot()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_two_deployments_share_brings_the_records_of_each_to_its_own_database()
    {
        await using var here = await postgres.CreateDatabaseAsync();
        await using var there = await postgres.CreateDatabaseAsync();
        using (var spool = Spool(there)) spool.Append([Record("there")]);
        using (var spool = Spool(here)) spool.Append([Record("here")]);

        await StartAsync(here);
        await Eventually.TrueAsync(() => Files().Length == 1);
        Assert.Equal("here", await ActionsAsync(here));
        await StartAsync(there);
        await Eventually.TrueAsync(() => Files().Length == 0);
        Assert.Equal("there", await ActionsAsync(there));
    }

    [Fact]
    public async Task A_file_that_cannot_be_dealt_with_holds_up_no_other()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        using (var spool = Spool(database))
        {
            spool.Append([Record("a"), Record("b")]);
            spool.Seal();
            using (var file = new FileStream(Assert.Single(Files()), FileMode.Open)) file.SetLength(file.Length - 5);
            Directory.CreateDirectory(Path.ChangeExtension(Assert.Single(Files()), ".unreadable"));
            spool.Append([Record("c")]);
        }

        var node = await StartAsync(database);
        await Eventually.TrueAsync(() => Files().Length == 1);

        Assert.Equal("ac", await ActionsAsync(database));
        Assert.Equal(0, node.Lost);
    }

    [Fact]
    public async Task What_finds_no_room_there_is_counted()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await database.RunAsync(Away);
        var node = await StartAsync(database, static options => options.SpoolMaximumBytes = 3000);
        for (var i = 0; i < 50; i++) node.Take(Record("a"));
        await Eventually.TrueAsync(() => node.Spooled + node.Lost == 50);
        Assert.InRange(node.Spooled, 1, 49);

        await database.RunAsync(Back);
        await Eventually.TrueAsync(async () => await CountAsync(database) == node.Spooled);
    }

    /// <summary>A server that is stopped, and one that does not answer: both are away.</summary>
    [Fact]
    public async Task A_server_that_is_gone_or_frozen_costs_no_record()
    {
        await using var server = await TemporaryPostgres.StartAsync();
        await using var database = NpgsqlDataSource.Create(server.ConnectionString + ";Timeout=2;Command Timeout=10;Cancellation Timeout=500");
        await PostgresFixture.MigrateAsync(database, withDemo: false);
        var node = await StartAsync(database);
        node.Take(Record("a"));
        await Eventually.TrueAsync(async () => await CountAsync(database) == 1);

        await server.StopAtOnceAsync();
        node.Take(Record("b"));
        await Eventually.TrueAsync(() => node.Spooled == 1);
        await server.StartAgainAsync();
        await Eventually.TrueAsync(() => Files().Length == 0);

        server.Freeze();
        node.Take(Record("c"));
        await Eventually.TrueAsync(() => node.Spooled == 2);
        server.Thaw();
        await Eventually.TrueAsync(() => Files().Length == 0);

        Assert.Equal("abc", await ActionsAsync(database));
        Assert.Equal(0, node.Lost);
    }

    private async Task<RecordingNode> StartAsync(NpgsqlDataSource database, Action<DecisionRecordOptions>? configure = null)
    {
        var node = new RecordingNode(database, options =>
        {
            options.Spool = _folder;
            configure?.Invoke(options);
        });
        _nodes.Add(node);
        await node.Pump.StartAsync(Cancellation);
        return node;
    }

    private DecisionSpool Spool(NpgsqlDataSource database) =>
        new(Options.Create(new DecisionRecordOptions { Spool = _folder }), database, NullLogger<DecisionSpool>.Instance);

    private string[] Files() => Directory.GetFiles(_folder, "*.spool", SearchOption.AllDirectories);

    private static async Task<long> CountAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("select count(*) from decision_records");
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    /// <summary>In the order in which they were written.</summary>
    private static async Task<string> ActionsAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("select string_agg(action, '' order by tableoid, ctid) from decision_records");
        return (string)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    private static DecisionRecord Record(string action) => DecisionRecords.Denial(action);
}
