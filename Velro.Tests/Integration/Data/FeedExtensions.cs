using Npgsql;
using Velro.Data.Feed;

namespace Velro.Tests.Integration.Data;

internal static class FeedExtensions
{
    /// <summary>A snapshot that sees nothing: every change is news to it.</summary>
    public static readonly PostgresSnapshot Nothing = PostgresSnapshot.Parse("1:1:");

    /// <summary>One poll over a connection of its own; of all changes, unless it is asked since a snapshot.</summary>
    public static FeedAnswer PollOnce(this NpgsqlDataSource database, PostgresSnapshot? asked = null)
    {
        using var feed = new ChangeFeed(database);
        return feed.Poll(asked ?? Nothing, TestContext.Current.CancellationToken);
    }
}
