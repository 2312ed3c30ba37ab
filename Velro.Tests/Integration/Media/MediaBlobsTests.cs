using Velro.Data.Media;
using Velro.Tests.Integration.Caching;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.Media;

/// <summary>What nobody refers to is removed, whatever the store makes of some of it.</summary>
public sealed class MediaBlobsTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_cannot_be_removed_stays_and_is_in_nobody_s_way()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.RunAsync(
            """
            insert into media_blobs (id, kept_until)
            select ('00000000-0000-0000-0000-' || lpad(i::text, 12, '0'))::uuid, now() - interval '2 hours' + i * interval '1 second'
            from generate_series(1, 150) i;
            """);
        var blobs = new MediaBlobs(database);
        var tried = new List<string>();

        Assert.Equal(149, await blobs.RemoveExpiredAsync(RemoveAllButTheFirst, Cancellation));
        Assert.Equal(0, await blobs.RemoveExpiredAsync(RemoveAllButTheFirst, Cancellation));

        Assert.Equal(150, tried.Count);
        Assert.Equal("1", await database.QueryAsync<string>("select string_agg(right(id::text, 1), ' ') from media_blobs"));
        await database.RunAsync("update media_blobs set kept_until = kept_until - interval '61 minutes'");
        Assert.Equal(1, await blobs.RemoveExpiredAsync(static (_, _) => Task.FromResult(true), Cancellation));

        Task<bool> RemoveAllButTheFirst(Guid id, CancellationToken cancellation)
        {
            tried.Add(id.ToString());
            return Task.FromResult(!id.ToString().EndsWith("000001", StringComparison.Ordinal));
        }
    }

    /// <summary>Else each look would go through all that there is, and wait for each.</summary>
    [Fact]
    public async Task Of_a_store_that_removes_nothing_no_more_is_asked_than_a_batch()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.RunAsync(
            "insert into media_blobs (id, kept_until) select gen_random_uuid(), now() - interval '1 hour' from generate_series(1, 250) i");
        var tried = 0;

        Assert.Equal(0, await new MediaBlobs(database).RemoveExpiredAsync((_, _) => Task.FromResult(tried++ < 0), Cancellation));

        Assert.Equal(100, tried);
    }
}
