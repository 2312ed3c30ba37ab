using System.Net.Http.Headers;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Velro.AuthApi.Authentication.OAuth;
using Velro.AuthApi.Authentication.Tokens;
using Velro.AuthApi.Authorization.Evaluation;
using Velro.Caching.Clock;
using Velro.Data.Pools;
using Velro.Tests.Integration;
using Velro.Tests.Stores;

namespace Velro.Tests.Contract;

/// <summary>The API in this process, over a database of its own with the demo world, and without Redis.</summary>
internal sealed class Api : WebApplicationFactory<EvaluationEndpoint>
{
    private readonly string _connectionString;

    private readonly Action<IWebHostBuilder>? _configure;

    /// <summary>Made with the first upload, if there is one.</summary>
    private readonly string _media = Path.Combine(Path.GetTempPath(), $"velro-media-{Guid.NewGuid():N}");

    /// <summary>Made with the first mail, if there is one.</summary>
    private readonly string _outbox = Path.Combine(Path.GetTempPath(), $"velro-outbox-{Guid.NewGuid():N}");

    private Api(string connectionString, Action<IWebHostBuilder>? configure) => (_connectionString, _configure) = (connectionString, configure);

    public static async Task<Api> StartAsync(NpgsqlDataSource database, Action<IWebHostBuilder>? configure = null)
    {
        var api = new Api(database.ConnectionString, configure);
        try
        {
            // Not with a port: the factory would set it while the program, on a thread of its own, may have started the server already.
            api.UseKestrel();
            api.StartServer();
            await api.Services.GetRequiredService<ClockFollower>().CatchUpAsync(TestContext.Current.CancellationToken);
            await api.Services.GetRequiredService<SigningKeyRing>().RefreshAsync(TestContext.Current.CancellationToken);
            await Eventually.TrueAsync(() => api.Services.GetRequiredService<OAuthPreparation>().IsDone);
            return api;
        }
        catch
        {
            await api.DisposeAsync();
            throw;
        }
    }

    /// <summary>A client with the administrator's key, which acts for each of these users: none, one, or more than may be named.</summary>
    public HttpClient CreateActor(params string[] users)
    {
        var client = CreateCaller();
        foreach (var user in users) client.DefaultRequestHeaders.TryAddWithoutValidation("Velro-Act-As", user);
        return client;
    }

    /// <summary>A client with a bearer credential; null: without one.</summary>
    public HttpClient CreateCaller(string? key = PostgresFixture.AdminKey)
    {
        var client = CreateClient();
        if (key is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>
    /// The administrator, or a user whom its key acts for, with a client that sends bodies as they come: the factory's own copies each body
    /// first, and then knows its length.
    /// </summary>
    public Management.Person CreateStreamer(string? actAs = null)
    {
        var client = new HttpClient { BaseAddress = ClientOptions.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", PostgresFixture.AdminKey);
        if (actAs is not null) client.DefaultRequestHeaders.Add("Velro-Act-As", actAs);
        return new Management.Person(client);
    }

    /// <summary>Many APIs share the server of the tests, and a busy machine is slow: few connections, none kept, and much time.</summary>
    public static IWebHostBuilder LimitPool(IWebHostBuilder builder, string pool, int maximum, int seconds) => builder
        .UseSetting($"{PoolLimits.Section}:{pool}:MinimumConnections", "0")
        .UseSetting($"{PoolLimits.Section}:{pool}:MaximumConnections", $"{maximum}")
        .UseSetting($"{PoolLimits.Section}:{pool}:TimeLimit", $"00:00:{seconds}")
        .UseSetting($"{PoolLimits.Section}:{pool}:ConnectionTimeout", $"00:00:{seconds}");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var folder in (string[])[_media, _outbox])
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseUrls("http://127.0.0.1:0");
        builder.UseSetting("ConnectionStrings:velro", _connectionString);
        builder.UseSetting("ConnectionStrings:cache", "127.0.0.1:1,connectTimeout=100");
        builder.UseSetting("Velro:MasterKey", PostgresFixture.MasterKeyText);
        builder.UseSetting("Velro:Media:Path", _media);
        builder.UseSetting("Velro:Mail:Outbox", _outbox);
        builder.UseSetting("Logging:LogLevel:Default", "None");

        // The cheapest hash there may be: the tests have many people.
        builder.UseSetting("Velro:Passwords:MemoryKibibytes", "7168");
        builder.UseSetting("Velro:Passwords:Passes", "1");

        // The tests of a class share one key and one address; those of the limits set their own.
        builder.UseSetting("Velro:RateLimits:ManagementPerMinute", "1000000");
        builder.UseSetting("Velro:RateLimits:AnonymousPerMinute", "1000000");
        builder.UseSetting("Velro:RateLimits:SignInsPerAddress", "1000000");
        builder.UseSetting("Velro:RateLimits:OAuthPerMinute", "1000000");
        foreach (var pool in PoolNames.All) LimitPool(builder, pool, maximum: 8, seconds: 30);
        _configure?.Invoke(builder);
    }
}
