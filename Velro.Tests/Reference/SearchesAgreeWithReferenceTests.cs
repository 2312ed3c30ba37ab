using System.Globalization;
using Velro.AuthApi.Authorization.Requests;
using Velro.AuthApi.Authorization.Search;
using Velro.Caching.Evaluations;
using Velro.Data.Search;
using Velro.Tests.Integration.Search;
using Velro.Tests.Stores;

namespace Velro.Tests.Reference;

/// <summary>
/// Searches over a database against the reference evaluator on random worlds (AUTHZEN.md, "Search"): all that is permitted is found, each
/// once and in order, and nothing else, whatever way candidates are found and pages are cut. The variable VELRO_SEARCHED_WORLDS says over
/// how many worlds.
/// </summary>
public sealed class SearchesAgreeWithReferenceTests(PostgresFixture postgres)
{
    private static long Worlds => Environment.GetEnvironmentVariable("VELRO_SEARCHED_WORLDS") is { Length: > 0 } worlds
        ? long.Parse(worlds, NumberStyles.None, CultureInfo.InvariantCulture)
        : 100;

    [Fact]
    public async Task Searches_answer_as_the_reference_does()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var searches = await Searches.StartAsync(database);
        var (number, results) = (0, 0);
        await Comparison.HoldsOverStoreAsync(Worlds, async (rows, questions, seed) =>
        {
            var now = questions[0].Now;
            var world = await StoredWorld.StoreAsync(database, rows, ++number, now);
            var reference = new ReferenceEvaluator(rows with { Users = [.. rows.Users, new UserRow(StoredWorld.Administrator)] });
            foreach (var question in questions)
            {
                var random = new Random(seed);
                var asked = question with { Now = now, TrustsSent = true };
                foreach (var kind in Enum.GetValues<SearchKind>())
                {
                    string[] expected = [.. ExpectedOf(reference, kind, asked).Order(IdOrder.Instance)];
                    results += expected.Length;

                    searches.Limits = Searches.Ways[random.Next(Searches.Ways.Count)];
                    var (limit, work) = (1 + random.Next(expected.Length + 2), random.Next(3) == 0 ? 1 + random.Next(8) : 2000);
                    var found = await searches.AllAsync(BodyOf(kind, world, asked), limit, work);
                    string[] named = [.. found.Select(world.NameOf)];
                    if (expected.SequenceEqual(named)) continue;

                    return (question,
                        $"The {kind} search ({searches.Limits}, pages of {limit}, work limit {work}) found [{string.Join(' ', named)}], " +
                        $"the reference says [{string.Join(' ', expected)}].");
                }
            }

            return null;
        });

        Assert.True(results > 3 * Worlds, $"The worlds should permit something: {results} results in {Worlds} of them.");
    }

    private static IEnumerable<string> ExpectedOf(ReferenceEvaluator reference, SearchKind kind, Question question) => kind switch
    {
        SearchKind.Subject => reference.SubjectsWho(question.Subject.Type, question),
        SearchKind.Resource => reference.ResourcesThat(question.Resource.Type, question),
        _ => reference.ActionsThat(question),
    };

    private static SearchBody BodyOf(SearchKind kind, StoredWorld world, Question question)
    {
        var request = EngineWorld.RequestOf(
            question with { Subject = world.Stored(question.Subject), Resource = world.Stored(question.Resource) });
        var body = Searches.Body(kind, request.Subject, kind == SearchKind.Action ? "" : request.Action, request.Resource);
        return body with
        {
            Subject = new SentEntity(request.Subject, request.SubjectProperties),
            Resource = new SentEntity(request.Resource, request.ResourceProperties),
            Context = new ContextMembers(Consistency.MinimizeLatency, request.Context, request.Context),
        };
    }
}
