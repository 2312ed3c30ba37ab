using System.Diagnostics;
using Aspire.Hosting;
using Aspire.Hosting.Testing;
using Npgsql;
using StackExchange.Redis;

namespace Velro.LocalAspire.Tests.Orchestration;

/// <summary>Stores as real servers, under the connection strings that the application's projects get.</summary>
public sealed class StoreLifeTests
{
    [Fact]
    public async Task A_database_is_there_when_who_waits_for_it_starts_and_outlives_a_crash_of_its_server()
    {
        await using var running = await RunningApplication.StartAsync(builder =>
        {
            var database = builder.AddPostgres("postgres").WithDataVolume().AddDatabase("things");
            builder.AddProject<Projects.Sample_Service>("service").WithReference(database).WaitFor(database);
        });
        await running.UntilReadyAsync("service");
        Assert.Equal(await ConnectionStringAsync("things"), (await running.AskVariablesAsync("service"))["ConnectionStrings__things"]);

        await using var database = NpgsqlDataSource.Create(await ConnectionStringAsync("things"));
        await ExecuteAsync(database, "create table facts (id int); insert into facts values (1)");
        KillServer(await ServerProcessAsync(database));
        await Eventually.TrueAsync(() => running.Report.Contains("postgres runs again", StringComparison.Ordinal));

        Assert.Equal(1, await CountAsync(database));
        Assert.Contains("postgres ended with exit code 137", running.Report, StringComparison.Ordinal);

        async Task<string> ConnectionStringAsync(string name) =>
            (await running.Application.GetConnectionStringAsync(name, TestContext.Current.CancellationToken))!;
    }

    [Fact]
    public async Task A_cache_answers_under_its_connection_string()
    {
        await using var running = await RunningApplication.StartAsync(builder => builder.AddRedis("cache"));
        await running.UntilReadyAsync("cache");
        var connectionString = await running.Application.GetConnectionStringAsync("cache", TestContext.Current.CancellationToken);
        await using var redis = await ConnectionMultiplexer.ConnectAsync(connectionString!);
        await redis.GetDatabase().StringSetAsync("key", "value");
        Assert.Equal("value", await redis.GetDatabase().StringGetAsync("key"));
    }

    private static async Task<int> ServerProcessAsync(NpgsqlDataSource database)
    {
        // The first line of the server's own file is the number of its first process.
        await using var command = database.CreateCommand("select split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int");
        return (int)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private static void KillServer(int process)
    {
        using var server = Process.GetProcessById(process);
        server.Kill();
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Connections of before the crash are broken, and found to be when they are used.</summary>
    private static async Task<int> CountAsync(NpgsqlDataSource database)
    {
        await using (var broken = database.CreateCommand("select 1"))
        {
            try
            {
                await broken.ExecuteScalarAsync(TestContext.Current.CancellationToken);
            }
            catch (NpgsqlException)
            {
                // This is the one.
            }
        }

        await using var command = database.CreateCommand("select count(*)::int from facts");
        return (int)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
