using System.Globalization;
using CsCheck;
using Xunit.Sdk;

namespace Velro.Tests.Reference;

/// <summary>
/// Compares ways of answering with the reference evaluator on random worlds: single checks, batches, searches, over contexts or over a
/// database. A run makes thousands of worlds; the variable VELRO_REFERENCE_WORLDS says how many, so that a long run makes millions. A
/// difference is shrunk to the rows that matter, and printed as text.
/// </summary>
internal static class Comparison
{
    private const int QuestionsOfAWorld = 10;

    private const int QuestionsOfStoredWorld = 4;

    /// <summary>Worlds with questions about each.</summary>
    public static readonly Gen<(Rows Rows, Question[] Questions)> Worlds =
        from rows in RandomWorlds.Worlds
        from questions in RandomWorlds.Questions(rows).Array[QuestionsOfAWorld]
        select (rows, questions);

    private static long Iterations =>
        Environment.GetEnvironmentVariable("VELRO_REFERENCE_WORLDS") is { Length: > 0 } worlds
            ? long.Parse(worlds, NumberStyles.None, CultureInfo.InvariantCulture)
            : 5_000;

    /// <summary>
    /// Runs a check over random worlds. It is given rows and questions about them, and calls back with what it found wrong with a question
    /// (null: nothing); a world with one question is what a difference is shrunk to, so a check must also work with one.
    /// </summary>
    public static void Holds(Action<Rows, Question[], Action<Question, string?>> check) => Worlds.Sample(
        world =>
        {
            check(world.Rows, world.Questions, (question, difference) =>
            {
                if (difference is not null) throw Shrunk(world.Rows, question, check);
            });
        },
        iter: Iterations,
        print: static world => $"{world.Rows.Users.Count} users, {world.Questions.Length} questions; what matters of it:");

    /// <summary>
    /// The same over a database, which takes one world after the other, and only what its schema does not refuse. The check is given a
    /// number too, from which it draws what it needs beside, and returns the first question with a difference.
    /// </summary>
    public static async Task HoldsOverStoreAsync(long worlds, Func<Rows, Question[], int, Task<(Question, string)?>> check)
    {
        var storable =
            from rows in RandomWorlds.Worlds.Select(StorableRows.Of)
            from questions in RandomWorlds.Questions(rows).Array[QuestionsOfStoredWorld]
            from number in Gen.Int[0, int.MaxValue - 1]
            select (rows, questions, number);
        var isOver = false;
        await storable.SampleAsync(
            async world =>
            {
                // What was found is shrunk by its rows: smaller worlds that fail too would say nothing more.
                if (isOver || await check(world.rows, world.questions, world.number) is not { } found) return;

                isOver = true;
                var (smallest, asked) = await WorldShrinker.ShrinkAsync(
                    world.rows, found.Item1, StorableRows.Of, async (rows, one) => await check(rows, [one], world.number) is not null);
                var difference = await check(smallest, [asked], world.number);
                throw new XunitException($"{difference?.Item2}\n{WorldText.Of(smallest)}  {WorldText.Of(asked)}\n");
            },
            iter: worlds,
            threads: 1,
            print: static world => $"{world.rows.Users.Count} users, {world.questions.Length} questions; what matters of it:");
    }

    private static XunitException Shrunk(Rows rows, Question question, Action<Rows, Question[], Action<Question, string?>> check)
    {
        var (smallest, asked) = WorldShrinker.Shrink(rows, question, (some, one) => Find(some, one) is not null);
        return new XunitException($"{Find(smallest, asked)}\n{WorldText.Of(smallest)}  {WorldText.Of(asked)}\n");

        string? Find(Rows some, Question one)
        {
            string? found = null;
            check(some, [one], (_, difference) => found ??= difference);
            return found;
        }
    }

    /// <summary>
    /// What the two differ in; null: nothing. Of a subject without a role the engine says whether an endless chain was met, which the
    /// reference cannot know, since it depends on which paths were looked at; it may only say so where there is one.
    /// </summary>
    public static string? DifferenceOf(ReferenceEvaluator reference, Answer expected, Answer actual)
    {
        var mayBeEndless = actual is { Reason: "hierarchy_too_deep", Layer: 4 } && expected is { Reason: "no_access", Layer: 4 };
        if (mayBeEndless && reference.HasEndlessChains()) actual = actual with { Reason = expected.Reason };
        return expected == actual ? null : Differ(expected, actual);
    }

    private static string Differ(Answer expected, Answer actual) => $"The reference says {expected}, the engine {actual}.";
}
