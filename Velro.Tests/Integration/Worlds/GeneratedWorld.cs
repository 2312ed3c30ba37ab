using Npgsql;
using Velro.Tests.Stores;
using Velro.WorldGenerator;

namespace Velro.Tests.Integration.Worlds;

/// <summary>A hundredth of the large world, for the tests of a class, which change nothing.</summary>
public sealed class GeneratedWorld(PostgresFixture postgres) : IAsyncLifetime
{
    public static readonly WorldSize Size = WorldSize.At(0.01);

    public NpgsqlDataSource Database { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Database = await postgres.ReserveDatabaseAsync();
        await new WorldLoader(Database.ConnectionString, static _ => { }).RunAsync(Size, seed: 1);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
