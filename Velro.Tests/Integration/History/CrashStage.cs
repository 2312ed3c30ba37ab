using Npgsql;
using Velro.Caching.Clock;
using Velro.Caching.Evaluations;
using Velro.Data.Feed;
using Velro.Tests.Integration.Caching;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.History;

/// <summary>A server of a test's own, over which nodes live and readers ask while it is stopped, crashed and set back.</summary>
internal sealed class CrashStage : IAsyncDisposable
{
    private const int NodeCount = 3;

    private readonly List<Era> _eras = [];
    private readonly List<Given> _earlier = [];
    private CancellationTokenSource _done = new();
    private readonly Names _names;
    private readonly Commits _commits = new();
    private Nodes _nodes = null!;
    private Reader[] _readers = [];
    private Task _reading = Task.CompletedTask;
    private (ulong Lineage, long From) _era;
    private int _seed;

    private CrashStage(TemporaryPostgres server, Names names)
    {
        (Server, _names) = (server, names);
        Database = NpgsqlDataSource.Create(server.ConnectionString + ";Command Timeout=10");
    }

    public TemporaryPostgres Server { get; private set; }

    public NpgsqlDataSource Database { get; private set; }

    public DictionaryCache Shared { get; } = new();

    public static async Task<CrashStage> StartAsync()
    {
        var names = new Names();
        var stage = new CrashStage(await TemporaryPostgres.StartAsync(), names);
        try
        {
            await PostgresFixture.MigrateAsync(stage.Database, withDemo: false);
            await HistoryEntry.KeepAsync(stage.Database);
            await names.CreateAsync(stage.Database);
            await stage.BeginEraAsync();
            await stage.StartNodesAsync();
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the stopped server again.</summary>
    public async Task StartServerAgainAsync()
    {
        await Server.StartAgainAsync();
        Database.Clear();
    }

    /// <summary>Begins another run of the server, which is there again.</summary>
    public async Task BeginEraAsync()
    {
        using var feed = new ChangeFeed(Database);
        var answer = feed.Load(CancellationToken.None).Answer;
        var revision = Revision.Of(answer.Incarnation, answer.Snapshot);
        _era = (revision.Lineage, await HistoryEntry.LastNumberAsync(Database));
        _commits.Clear();
        _commits.Add(revision, isWritten: true);
    }

    /// <summary>Ends a run of the server whose transactions were kept.</summary>
    public async Task EndEraAsync() => _eras.Add(new Era(_era.Lineage, _era.From, await HistoryEntry.ReadAllAsync(Database)));

    /// <summary>Writes for a while, and folds changes meanwhile.</summary>
    /// <param name="length">How long; or until the server is away.</param>
    /// <param name="crash">What happens to the server while it is written to; null: nothing.</param>
    public async Task WriteAsync(TimeSpan length, Func<Task>? crash = null)
    {
        using var done = new CancellationTokenSource();
        var writing = Enumerable.Range(0, 4).Select(_ => Task.Run(
            () => new Writer(Database, _names, _commits, new Random(++_seed)).RunAsync(_era.Lineage, TimeSpan.FromMilliseconds(10), done.Token))).ToArray();
        await Task.Delay(length / 2, TestContext.Current.CancellationToken);
        if (crash is null) await FoldAsync();
        await Task.Delay(length / 2, TestContext.Current.CancellationToken);
        if (crash is not null) await crash();
        await done.CancelAsync();
        await Task.WhenAll(writing);
    }

    /// <summary>Transactions that write, are seen by the nodes as past, and are rolled back: after a crash their ids are handed out again.</summary>
    public async Task RollBackAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await using var connection = await Database.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await using var command = new NpgsqlCommand($"update users set state = 'suspended' where id = '{_names.Users[i % 6]}'", connection);
            await command.ExecuteNonQueryAsync();
            await transaction.RollbackAsync();
        }

        for (var i = 0; i < NodeCount - 1; i++) await _nodes[i].Follower.CatchUpAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Folds the changes that there are.</summary>
    /// <returns>How many; null: none could be.</returns>
    public async Task<int?> FoldAsync()
    {
        if (await ChangeCompactor.TryBeginAsync(Database, CancellationToken.None) is not { } compactor) return null;
        await using (compactor)
            return await compactor.FoldAsync(await compactor.MarkAsync(int.MaxValue, CancellationToken.None), CancellationToken.None);
    }

    /// <summary>Asks a node.</summary>
    public Task AskAsync(Consistency consistency) => _nodes[0].AskAsync(new MayRead("u0", "p0"), consistency);

    /// <summary>Waits until every node answers from the run of the server that is there now.</summary>
    public async Task UntilNodesFollowAsync()
    {
        for (var i = 0; i < NodeCount; i++)
            await Eventually.TrueAsync(() => _nodes[i].Clock.Current?.Revision.Lineage == _era.Lineage);
    }

    /// <summary>Stops the nodes, and starts others over another server, with the same shared cache.</summary>
    public async Task MoveToAsync(TemporaryPostgres server)
    {
        await StopNodesAsync();
        await Database.DisposeAsync();
        await Server.DisposeAsync();
        Server = server;
        Database = NpgsqlDataSource.Create(server.ConnectionString + ";Command Timeout=10");
    }

    public async Task StartNodesAsync()
    {
        _nodes = new Nodes(Database.ConnectionString, Shared, NodeCount);
        await _nodes.StartAsync();
        _readers = [.. Enumerable.Range(0, 8).Select(i => new Reader(_nodes, _names, _commits, new Random(++_seed + 1000)))];
        _reading = Task.WhenAll(_readers.Select(reader => Task.Run(() => reader.RunAsync(TimeSpan.FromMilliseconds(10), _done.Token))));
    }

    /// <summary>Ends the reading, and looks at all that was answered.</summary>
    public async Task<Findings> FindAsync()
    {
        await _done.CancelAsync();
        await _reading;
        await EndEraAsync();
        var findings = new Findings();
        findings.Check(_eras, [.. _earlier, .. _readers.SelectMany(static reader => reader.Given)]);
        return findings;
    }

    /// <summary>Why a reader failed is told where its answers are asked for; here everything ends all the same.</summary>
    public async ValueTask DisposeAsync()
    {
        await _done.CancelAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_nodes is not null) await _nodes.DisposeAsync();
        await Database.DisposeAsync();
        await Server.DisposeAsync();
        _done.Dispose();
    }

    private async Task StopNodesAsync()
    {
        await _done.CancelAsync();
        await _reading;
        _done.Dispose();
        _done = new CancellationTokenSource();
        _earlier.AddRange(_readers.SelectMany(static reader => reader.Given));
        await _nodes.DisposeAsync();
    }
}
