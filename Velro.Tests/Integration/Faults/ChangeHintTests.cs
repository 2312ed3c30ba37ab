using System.Diagnostics;
using Velro.Tests.Contract;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.Faults;

public sealed class ChangeHintTests(PostgresFixture postgres)
{
    /// <summary>With polls so far apart that only a hint can be the reason.</summary>
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_written_on_one_node_is_told_to_another_and_not_waited_for()
    {
        await using var redis = await TemporaryRedis.StartAsync();
        var database = await postgres.CreateDemoDatabaseAsync();
        await using var one = await StartAsync(redis.ConnectionString);
        await using var other = await StartAsync(redis.ConnectionString);
        using var writer = one.CreateCaller();
        using var reader = other.CreateCaller();
        Assert.True(await reader.MayAsync("user:alice", "read", "record:record-1"));

        foreach (var change in (string[])["suspend", "reactivate"])
        {
            using var written = await writer.PostAsync(new Uri($"/v1/users/alice/{change}", UriKind.Relative), content: null, Cancellation);
            Assert.True(written.IsSuccessStatusCode, await written.Content.ReadAsStringAsync(Cancellation));
            var start = Stopwatch.GetTimestamp();
            await Eventually.TrueAsync(async () => await reader.MayAsync("user:alice", "read", "record:record-1") == (change == "reactivate"));
            Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, PollInterval / 2);
        }

        async Task<Api> StartAsync(string cache) => await Api.StartAsync(database, builder => builder
            .UseSetting("ConnectionStrings:cache", cache)
            .UseSetting("Velro:Clock:PollInterval", PollInterval.ToString())
            .UseSetting("Velro:Clock:DegradedAfter", "00:00:30"));
    }
}
