using Velro.AuthApi.Authorization.Search;
using Velro.Authorization.Entities;
using Velro.Data.Search;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.Search;

/// <summary>A search answers exactly what single checks permit, on random worlds, however its pages are cut (AUTHZEN.md, "Search").</summary>
public sealed class SearchPropertyTests(PostgresFixture postgres)
{
    private static int Seed { get; } = int.TryParse(Environment.GetEnvironmentVariable("VELRO_SEED"), out var seed) ? seed : 4711;

    private static int Worlds { get; } = int.TryParse(Environment.GetEnvironmentVariable("VELRO_WORLDS"), out var worlds) ? worlds : 4;

    [Fact]
    public async Task Searches_for_resources_find_what_single_checks_permit() => await EachWorldAsync(SearchKind.Resource);

    [Fact]
    public async Task Searches_for_subjects_find_whom_single_checks_permit() => await EachWorldAsync(SearchKind.Subject);

    [Fact]
    public async Task Searches_for_actions_find_what_single_checks_permit() => await EachWorldAsync(SearchKind.Action);

    /// <summary>While relationships change between the pages, so that things are permitted by another path than before, or no more.</summary>
    [Fact]
    public async Task What_is_permitted_throughout_a_walk_is_found_exactly_once()
    {
        var world = await CreateAsync();
        await using var searches = await Searches.StartAsync(world.Database);
        for (var i = 0; i < Worlds * 4; i++)
        {
            await world.DrawAsync();
            var subject = SearchWorld.Subjects[world.Next(6)];
            EntityRef[] candidates = [.. SearchWorld.Resources.Where(static resource => resource.Type == EntityTypes.Generation)];
            searches.Limits = Searches.Ways[i % Searches.Ways.Count];
            var always = await PermittedAsync();
            var ever = always.ToHashSet();

            var found = await searches.AllAsync(
                Searches.Body(SearchKind.Resource, subject, "read", new EntityRef(EntityTypes.Generation, "")), 1 + world.Next(4), 1 + world.Next(6), async () =>
                {
                    await world.ChangeAsync();
                    var now = await PermittedAsync();
                    always.IntersectWith(now);
                    ever.UnionWith(now);
                });

            var message = $"Seed {Seed}, round {i}, {subject}: found {string.Join(' ', found)}; always {string.Join(' ', always)}.\n{world.LastDrawn}";
            Assert.True(found.Count == found.Distinct().Count(), message);
            Assert.True(always.IsSubsetOf(found), message);
            Assert.True(ever.IsSupersetOf(found), message);

            async Task<HashSet<string>> PermittedAsync()
            {
                var answers = await searches.AnswersAsync([.. candidates.Select(resource => (subject, "read", resource))]);
                return [.. candidates.Where((_, n) => answers[n]).Select(static resource => resource.Id)];
            }
        }
    }

    private async Task EachWorldAsync(SearchKind kind)
    {
        var world = await CreateAsync();
        await using var searches = await Searches.StartAsync(world.Database);
        var permitted = 0;
        for (var i = 0; i < Worlds; i++)
        {
            await world.DrawAsync();
            foreach (var (subject, action, resource) in QueriesOf(kind, world))
            {
                var candidates = CandidatesOf(kind, subject, action, resource);
                var answers = await searches.AnswersAsync([.. candidates.Select(static candidate => candidate.Check)]);
                string[] expected = [.. candidates.Where((_, n) => answers[n]).Select(static candidate => candidate.Result).Order(IdOrder.Instance)];
                permitted += expected.Length;

                searches.Limits = Searches.Ways[world.Next(Searches.Ways.Count)];
                var (limit, work) = (1 + world.Next(expected.Length + 2), world.Next(3) == 0 ? 1 + world.Next(8) : 2000);
                var found = await searches.AllAsync(Searches.Body(kind, subject, action, resource), limit, work);
                Assert.True(
                    expected.SequenceEqual(found),
                    $"Seed {Seed}, world {i}, {kind} of {subject} {action} {resource}, limit {limit}, work {work}, {searches.Limits}: " +
                    $"found {string.Join(' ', found)}; expected {string.Join(' ', expected)}.\n{world.LastDrawn}");
            }
        }

        Assert.True(permitted > 50 * Worlds, $"The worlds should permit something: {permitted} results in {Worlds} of them.");
    }

    /// <summary>All searches of a kind, of which those over everything are drawn.</summary>
    private static IEnumerable<(EntityRef Subject, string Action, EntityRef Resource)> QueriesOf(SearchKind kind, SearchWorld world) => kind switch
    {
        SearchKind.Resource =>
            from subject in SearchWorld.Subjects
            from type in new[] { "generation", "project", "team", "user", "record", "nothing" }
            from action in SearchWorld.Actions
            where world.Next(3) == 0
            select (subject, action, new EntityRef(type, "")),
        SearchKind.Subject =>
            from type in new[] { "user", "anonymous", "service", "team", "nothing" }
            from resource in SearchWorld.Resources.Append(new EntityRef("generation", "none"))
            from action in SearchWorld.Actions
            where world.Next(5) == 0
            select (new EntityRef(type, ""), action, resource),
        _ =>
            from subject in SearchWorld.Subjects
            from resource in SearchWorld.Resources
            select (subject, "", resource),
    };

    private static List<(string Result, (EntityRef, string, EntityRef) Check)> CandidatesOf(
        SearchKind kind, EntityRef subject, string action, EntityRef resource) => kind switch
        {
            SearchKind.Resource =>
            [
                .. SearchWorld.Resources.Where(candidate => candidate.Type == resource.Type).Select(candidate => (candidate.Id, (subject, action, candidate))),
            ],
            SearchKind.Subject =>
            [
                .. SearchWorld.Subjects.Concat(SearchWorld.Resources).Distinct()
                    .Where(candidate => candidate.Type == subject.Type).Select(candidate => (candidate.Id, (candidate, action, resource))),
            ],
            _ => [.. SearchWorld.NamedFor(resource.Type).Select(candidate => (candidate, (subject, candidate, resource)))],
        };

    private async Task<SearchWorld> CreateAsync()
    {
        var world = new SearchWorld(await postgres.CreateDatabaseAsync(), Seed);
        await world.CreateAsync();
        return world;
    }
}
