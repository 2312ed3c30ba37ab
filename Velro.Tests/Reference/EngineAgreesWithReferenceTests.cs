using CsCheck;
using Velro.Authorization.Decisions;

namespace Velro.Tests.Reference;

/// <summary>The engine against the reference evaluator on random worlds, one check at a time.</summary>
public sealed class EngineAgreesWithReferenceTests
{
    [Fact]
    public void The_engine_answers_as_the_reference_does() => Comparison.Holds(static (rows, questions, find) =>
    {
        var engine = new EngineWorld(rows);
        var reference = new ReferenceEvaluator(rows);
        foreach (var question in questions)
        {
            var answer = EngineWorld.AnswerOf(engine.Decide(question));
            find(question, Comparison.DifferenceOf(reference, reference.Decide(question), answer));
        }
    });

    [Fact]
    public void An_explanation_changes_no_decision_and_names_what_decided() => Comparison.Holds(static (rows, questions, find) =>
    {
        var engine = new EngineWorld(rows);
        foreach (var question in questions)
        {
            var explained = engine.Decide(question, isExplained: true);
            if (explained with { Explanation = null } != engine.Decide(question)) find(question, "Explaining changed the decision.");
            find(question, WrongIn(explained));
        }
    });

    [Fact]
    public void Fetching_what_the_engine_asks_for_gives_the_same_decision() => Comparison.Holds(static (rows, questions, find) =>
    {
        var engine = new EngineWorld(rows);
        foreach (var question in questions)
        {
            var (decision, rounds) = engine.DecideByFetching(question);
            if (decision != engine.Decide(question)) find(question, $"Fetched, it was {EngineWorld.AnswerOf(decision)}.");
            if (rounds > 128) find(question, $"It took {rounds} rounds.");
        }
    });

    [Fact]
    public void Random_worlds_meet_every_reason()
    {
        var reasons = new System.Collections.Concurrent.ConcurrentDictionary<string, int>();
        Comparison.Worlds.Sample(
            world =>
            {
                var engine = new EngineWorld(world.Rows);
                foreach (var question in world.Questions)
                    reasons.AddOrUpdate(EngineWorld.AnswerOf(engine.Decide(question)).Reason, 1, static (_, count) => count + 1);
            },
            iter: 4_000);

        var codes = Enum.GetValues<DecisionReason>().Select(DecisionReasonCodes.CodeOf);
        Assert.All(codes, code => Assert.True(reasons.GetValueOrDefault(code) >= 10, $"'{code}' was hardly met."));
    }

    [Fact]
    public void What_is_printed_are_the_rows_that_matter()
    {
        var rows = new Rows
        {
            Users = [new UserRow("u0"), new UserRow("u1", "suspended"), new UserRow("u2")],
            Teams = [new TeamRow("t0"), new TeamRow("t1", "t0"), new TeamRow("t2", "t0", IsSuspended: true)],
            Memberships =
            [
                new MembershipRow("u0", "t0", "editor"), new MembershipRow("u1", "t1", "viewer"), new MembershipRow("u0", "t2", "owner", 9),
            ],
            Projects = [new ProjectRow("p0", "u1"), new ProjectRow("p1", "u2", "public")],
            Generations =
            [
                new GenerationRow("g0", "u1", "p0", Visibility: "inherit"), new GenerationRow("g1", "u2", "p1", "g0", IsLocked: true),
            ],
            Grants =
            [
                new GrantRow(new Thing("project", "p0"), new Thing("team", "t1"), "editor", 1_000),
                new GrantRow(new Thing("project", "p1"), new Thing("user", "u0"), "viewer"),
            ],
            Blocks = [new BlockRow(new Thing("project", "p1"), "u0")],
            Policies = [new PolicyRow("n0", "deny", ["read"], ["project"], Condition: new Before(0))],
        };
        var asked = new Question(new Thing("user", "u0"), "write", new Thing("generation", "g0"), Now: 5) { TrustsSent = true };

        var (smallest, question) = WorldShrinker.Shrink(
            rows, asked, static (some, one) => new ReferenceEvaluator(some).Decide(one).IsPermitted);
        Assert.Equal(
            """
              user u0
              team t0
              team t1 under t0
              member u0 of t0: editor
              project p0 of u1, private
              generation g0 of u1 in p0, takes none, private
              grant on project:p0 to team:t1: editor
            may user:u0 write generation:g0 at 5?
            """,
            WorldText.Of(smallest) + WorldText.Of(question),
            ignoreLineEndingDifferences: true);
    }

    private static string? WrongIn(in Decision decision)
    {
        var explanation = decision.Explanation!;
        var layers = explanation.Steps.Where(static step => step.Depth == 0).Select(static step => step.Layer).ToArray();
        if (!layers.SequenceEqual(layers.Order())) return "The steps are not in the order of layers.";
        var last = decision.Layer;
        if (!decision.IsPermitted && layers.Any(layer => layer > last)) return "A step is of a layer that was not reached.";
        if (decision is { Layer: DecisionLayer.Relationship, IsPermitted: false, Reason: not DecisionReason.HierarchyTooDeep })
            return explanation.DecidedBy < 0 ? null : "Nothing decided, and a step is marked.";
        if (decision is { Layer: DecisionLayer.Relationship, IsPermitted: false }) return null;
        return explanation.DecidedBy >= 0 ? null : "No step is marked as the one that decided.";
    }
}
