using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Velro.Caching.Clock;
using Velro.Data.Feed;

namespace Velro.Tests.Unit.Caching;

/// <summary>The life of the thread that follows the feed.</summary>
public sealed class ClockFollowerTests
{
    /// <summary>As a host does that is disposed of while it shuts down.</summary>
    [Fact]
    public async Task It_may_be_stopped_twice_at_the_same_moment_and_disposed_of_after_either()
    {
        await using var away = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Timeout=1");
        for (var round = 0; round < 200; round++)
        {
            var follower = new ClockFollower(
                new ChangeFeed(away),
                new RevisionClock(),
                TimeProvider.System,
                Options.Create(new ClockOptions()),
                NullLogger<ClockFollower>.Instance);
            await follower.StartAsync(TestContext.Current.CancellationToken);
            Task[] stops =
            [
                .. Enumerable.Range(0, 3).Select(_ => Task.Run(() => follower.StopAsync(TestContext.Current.CancellationToken))),
            ];
            await Task.WhenAny(stops);
            follower.Dispose();
            await Task.WhenAll(stops);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => follower.CatchUpAsync(TestContext.Current.CancellationToken));
        }
    }
}
