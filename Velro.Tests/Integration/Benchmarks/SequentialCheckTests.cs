using Npgsql;
using Velro.Authorization.Callers;
using Velro.Benchmarks.Model;
using Velro.Benchmarks.Sequential;
using Velro.Data.ServiceKeys;
using Velro.Tests.Contract;
using Velro.Tests.Integration.Views;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.Benchmarks;

/// <summary>
/// The sequential baseline that Velro is measured against decides as Velro does: on the demo world, which has each way to a role and each
/// denial that the baseline knows, and on the world of the measurements.
/// </summary>
public sealed class SequentialCheckTests(PostgresFixture postgres)
{
    private static readonly string[] Actions = ["read", "create", "write", "share", "delete", "manage", "transfer", "dance"];

    private readonly ServiceKeyText _key = ServiceKeyText.Make();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_decides_as_the_engine_does_on_the_demo_world()
    {
        var database = await postgres.CreateDemoDatabaseAsync();
        await AddKeyAsync(database, [Scopes.Check]);
        var users = await database.TextsAsync("select id from users union select 'nobody'");
        var generations = await database.TextsAsync("select id from generations union select 'nothing'");

        await CompareAsync(database, [.. from user in users from action in Actions from generation in generations select new Question(user, action, generation)]);
    }

    [Fact]
    public async Task It_decides_as_the_engine_does_on_the_world_of_the_measurements()
    {
        var database = await postgres.CreateDatabaseAsync();
        await AddKeyAsync(database, [Scopes.Check]);
        var world = new ModelWorld(users: 60, seed: 7);
        await ModelStore.WriteAsync(database, world);

        await CompareAsync(database, world.Questions(400));
    }

    [Fact]
    public async Task A_key_that_is_nobodys_or_may_not_check_gets_no_decision()
    {
        var database = await postgres.CreateDemoDatabaseAsync();
        await AddKeyAsync(database, [Scopes.Search]);
        var check = new SequentialCheck(database, new ServiceKeyHasher(PostgresFixture.MasterKey));

        foreach (var key in (string?[])[_key.Text, ServiceKeyText.Make().Text, "mistyped", null])
            Assert.Null(await check.DecideAsync(key, "alice", "read", "sketch"));
    }

    private async Task CompareAsync(NpgsqlDataSource database, IReadOnlyList<Question> questions)
    {
        await using var api = await Api.StartAsync(database);
        using var velro = new AuthZenClient(api.ClientOptions.BaseAddress, PostgresFixture.AdminKey);
        var check = new SequentialCheck(database, new ServiceKeyHasher(PostgresFixture.MasterKey));
        var (permitted, denied) = (0, 0);
        foreach (var together in questions.Chunk(500))
        {
            var decisions = await velro.DecideTogetherAsync(together);
            for (var i = 0; i < together.Length; i++)
            {
                var question = together[i];
                var decision = await check.DecideAsync(_key.Text, question.UserId, question.Action, question.GenerationId);
                Assert.True(decision == decisions[i], $"{question}: Velro says {decisions[i]}, the baseline {decision}.");
                if (decisions[i]) permitted++;
                else denied++;
            }
        }

        Assert.True(permitted > questions.Count / 20 && denied > questions.Count / 20, $"{permitted} permitted, {denied} denied.");
    }

    private async Task AddKeyAsync(NpgsqlDataSource database, string[] scopes)
    {
        await using var command = database.CreateCommand(
            "insert into service_keys (id, owner_id, name, hash, scopes) values ($1, 'admin', 'Measurement', $2, $3)");
        command.Parameters.AddWithValue(_key.Id);
        command.Parameters.AddWithValue(new ServiceKeyHasher(PostgresFixture.MasterKey).Hash(_key.Text));
        command.Parameters.AddWithValue(scopes);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
