using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Velro.Caching.Clock;
using Velro.Tests.Integration.Caching;
using Velro.Tests.Stores;

namespace Velro.Tests.Contract.Management;

/// <summary>
/// An API over a database of its own with a few people in it, for the tests of a class. Each test makes what it needs under ids of its own.
/// </summary>
public sealed class ManagementFixture(PostgresFixture postgres) : IAsyncLifetime
{
    public const string ActAs = "Velro-Act-As";

    private Api? _api;

    public NpgsqlDataSource Database { get; private set; } = null!;

    /// <summary>The administrator, or with <paramref name="actAs"/> a person whom its key acts for.</summary>
    internal Person As(string? actAs = null)
    {
        var client = _api!.CreateCaller();
        if (actAs is not null) client.DefaultRequestHeaders.Add(ActAs, actAs);
        return new Person(client);
    }

    internal Person With(string? key) => new(_api!.CreateCaller(key));

    /// <summary>A new person.</summary>
    public async Task<string> CreateUserAsync(string state = "active", bool isAdministrator = false)
    {
        var id = $"user-{Guid.CreateVersion7():N}";
        await ExecuteAsync($"insert into users (id, state, is_administrator) values ('{id}', '{state}', {isAdministrator})");
        return id;
    }

    public async Task<string[]> CreateUsersAsync(int count) =>
        await Task.WhenAll(Enumerable.Range(0, count).Select(_ => CreateUserAsync()));

    /// <summary>Brings the API up to what was written beside it.</summary>
    public Task CatchUpAsync() => _api!.Services.GetRequiredService<ClockFollower>().CatchUpAsync(TestContext.Current.CancellationToken);

    /// <summary>Changes a setting of the running API.</summary>
    public void Configure(string key, string value)
    {
        var configuration = (IConfigurationRoot)_api!.Services.GetRequiredService<IConfiguration>();
        configuration[key] = value;
        configuration.Reload();
    }

    public Task ExecuteAsync(string text) => Database.RunAsync(text);

    public Task<T> QueryAsync<T>(string text) => Database.QueryAsync<T>(text);

    public async ValueTask InitializeAsync()
    {
        Database = await postgres.CreateDatabaseAsync();
        _api = await Api.StartAsync(Database);
    }

    public async ValueTask DisposeAsync()
    {
        if (_api is not null) await _api.DisposeAsync();
    }
}
