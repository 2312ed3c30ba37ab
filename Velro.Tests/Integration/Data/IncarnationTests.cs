using Npgsql;
using Velro.Authorization.Contexts;
using Velro.Data.Contexts;
using Velro.Data.Feed;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.Data;

/// <summary>A server of its own, because these tests crash it, or count the transaction ids that all databases of a server share.</summary>
public sealed class IncarnationTests : IAsyncLifetime
{
    private TemporaryPostgres _server = null!;
    private NpgsqlDataSource _database = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await TemporaryPostgres.StartAsync();
        _database = NpgsqlDataSource.Create(_server.ConnectionString);
        await PostgresFixture.MigrateAsync(_database, withDemo: false);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_killed_backend_makes_another_incarnation_though_the_server_process_stays()
    {
        using var feed = new ChangeFeed(_database);
        var before = feed.Poll(FeedExtensions.Nothing, Cancellation);
        await using (var victim = await _database.OpenConnectionAsync(Cancellation)) TemporaryPostgres.KillBackend(victim.ProcessID);

        // The server notices a moment later; until then its other connections answer as before.
        var after = before;
        for (var deadline = DateTime.UtcNow.AddSeconds(30); after.Incarnation == before.Incarnation && DateTime.UtcNow < deadline;)
            after = await UntilAnsweredAsync(() => Task.FromResult(feed.Poll(FeedExtensions.Nothing, Cancellation)));

        Assert.NotEqual(before.Incarnation.Marker, after.Incarnation.Marker);
        Assert.Equal(before.Incarnation with { Marker = after.Incarnation.Marker }, after.Incarnation);
        Assert.Equal(before.Changes.ToHashSet(), after.Changes.ToHashSet());
        Assert.Equal(after.Incarnation, feed.Poll(after.Snapshot, Cancellation).Incarnation);
    }

    [Fact]
    public async Task A_load_is_the_first_to_notice_a_crash_as_well_as_a_poll()
    {
        var loader = new ContextLoader(_database);
        var before = _database.PollOnce();
        await _server.StopAtOnceAsync();
        await _server.StartAgainAsync();

        var after = await UntilAnsweredAsync(() => loader.LoadAsync([ContextKey.User("admin")], before.Snapshot, Cancellation));

        Assert.NotEqual(before.Incarnation.Marker, after.Feed.Incarnation.Marker);
        Assert.NotEqual(before.Incarnation.PostmasterStart, after.Feed.Incarnation.PostmasterStart);
        Assert.NotNull(after.Contents[ContextKey.User("admin")]);
        Assert.Equal(after.Feed.Incarnation, _database.PollOnce().Incarnation);
    }

    [Fact]
    public async Task Polls_and_loads_have_no_transaction_id_of_their_own()
    {
        using var feed = new ChangeFeed(_database);
        var loader = new ContextLoader(_database);
        var first = feed.Poll(FeedExtensions.Nothing, Cancellation);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(first.Snapshot, feed.Poll(first.Snapshot, Cancellation).Snapshot);
            Assert.Equal(first.Snapshot, (await loader.LoadAsync([ContextKey.User("admin")], first.Snapshot, Cancellation)).Feed.Snapshot);
        }
    }

    /// <summary>The pool's old connections are broken, and the server refuses new ones until it has recovered.</summary>
    private static async Task<TAnswer> UntilAnsweredAsync<TAnswer>(Func<Task<TAnswer>> ask)
    {
        for (var deadline = DateTime.UtcNow.AddSeconds(30); ;)
        {
            try
            {
                return await ask();
            }
            catch (NpgsqlException) when (DateTime.UtcNow < deadline)
            {
                await Task.Delay(20, Cancellation);
            }
        }
    }
}
