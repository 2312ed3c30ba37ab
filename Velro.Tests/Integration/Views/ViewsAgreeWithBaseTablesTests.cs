using CsCheck;
using Velro.Data.Search;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.Views;

/// <summary>
/// Whatever is written, whenever it is committed, however far the warmer has come: a load by precomputed rows answers what one by the base
/// tables does in the same snapshot.
/// </summary>
public sealed class ViewsAgreeWithBaseTablesTests(PostgresFixture postgres)
{
    private const int Steps = 120;

    private const string ReachByBaseTables =
        """
        with recursive below (id, level) as (
            select team_id, 1 from team_members where user_id = $1 and role = any($2) and coalesce(expires_at, 'infinity') >= now()
            union
            select t.id, b.level + 1 from below b join teams t on t.parent_id = b.id where b.level < 8
        )
        select distinct id from below order by 1
        """;

    private static readonly Gen<int> Seeds = Gen.Int[0, int.MaxValue];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_is_written_and_whenever_it_is_computed()
    {
        var comparisons = 0;
        var goneBy = 0;
        await Seeds.SampleAsync(
            async seed =>
            {
                await using var database = await postgres.CreateDatabaseAsync();
                var world = new ViewWorld(database, seed);
                await world.CreateAsync();
                await using (world)
                {
                    for (var step = 0; step < Steps; step++)
                    {
                        await world.StepAsync();
                        if (step % 3 != 0) continue;
                        await AssertAgreesAsync(world);
                        comparisons++;
                        if (await database.GoesByAsync($"p{step % 4}")) goneBy++;
                    }

                    await world.FinishAsync();
                    await database.WarmAsync();
                    await AssertAgreesAsync(world);
                    Assert.Empty(await database.MarksAsync());
                    Assert.True(await database.GoesByAsync("p0"));
                }
            },
            iter: 6, threads: 2);

        // Else the test would be about loads by the base tables alone.
        Assert.True(goneBy > comparisons / 20, $"{goneBy} of {comparisons} loads went by a precomputed row.");
        Assert.True(goneBy < comparisons * 19 / 20, $"{goneBy} of {comparisons} loads went by a precomputed row.");
    }

    private static async Task AssertAgreesAsync(ViewWorld world)
    {
        var (byViews, byBaseTables) = await world.Database.LoadBothWaysAsync(world.DrawKeys());
        Assert.True(byViews == byBaseTables, $"Seed {world.Seed}:\n{byViews}\n\nand by the base tables:\n{byBaseTables}\n\n{world.Told}");

        var user = world.DrawUser();
        var role = world.DrawRole();
        await using var snapshot = await SearchSnapshot.OpenAsync(world.Database, Cancellation);
        var reach = await UserReach.OfAsync(snapshot, user, role, 100, Cancellation);
        await using var command = await snapshot.PrepareAsync(
            ReachByBaseTables, [SearchParameters.Text(user), SearchParameters.RolesFrom(role)], Cancellation);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var expected = new List<string>();
        while (await reader.ReadAsync(Cancellation)) expected.Add(reader.GetString(0));
        Assert.True(
            expected.SequenceEqual(reach.TeamIds.Order(StringComparer.Ordinal)),
            $"Seed {world.Seed}: {user} reaches {string.Join(' ', reach.TeamIds)}, not {string.Join(' ', expected)}.\n{world.Told}");
    }
}
