using Npgsql;
using Velro.Tests.Stores;

namespace Velro.Tests.Contract;

/// <summary>An API with the demo world, for the tests of a class, which change nothing.</summary>
public sealed class ApiFixture(PostgresFixture postgres) : IAsyncLifetime
{
    private NpgsqlDataSource? _database;
    private Api? _api;

    public HttpClient CreateCaller(string? key = PostgresFixture.AdminKey) => _api!.CreateCaller(key);

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateDemoDatabaseAsync();
        _api = await Api.StartAsync(_database);
    }

    public async ValueTask DisposeAsync()
    {
        if (_api is not null) await _api.DisposeAsync();
    }
}
