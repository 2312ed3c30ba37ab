namespace Velro.Benchmarks.Model;

/// <summary>
/// Questions of which a stated share is permitted: people mostly ask for what they may do. Each denial is also recorded in the audit trail, so
/// that a load of denials measures that.
/// </summary>
/// <param name="world">What is asked about.</param>
/// <param name="velro">Says what is permitted.</param>
/// <param name="permitted">The share, from 0 to 1.</param>
internal sealed class QuestionChoice(ModelWorld world, AuthZenClient velro, double permitted)
{
    private const int LargestBatch = 1_000;

    private readonly Random _random = new(Seed: 2);

    /// <summary>Questions, and the decision on each.</summary>
    public async Task<(List<Question> Questions, List<bool> Decisions)> ChooseAsync(int count)
    {
        var (questions, decisions) = (new List<Question>(), new List<bool>());
        while (questions.Count < count)
        {
            var drawn = world.Questions(count);
            var decided = await velro.DecideAsync(drawn);
            for (var i = 0; i < drawn.Count && questions.Count < count; i++)
            {
                var isWanted = decided[i]
                    ? decisions.Count(static one => one) < permitted * count
                    : decisions.Count(static one => !one) < (1 - permitted) * count;
                if (!isWanted) continue;
                questions.Add(drawn[i]);
                decisions.Add(decided[i]);
            }
        }

        return (questions, decisions);
    }

    /// <summary>
    /// Batches about what one user may do to many generations, one user and one action each: of those who may do it to a tenth of all at least,
    /// so that a batch is about more than a few.
    /// </summary>
    public async Task<IReadOnlyList<Question>[]> ChooseBatchesAsync(int count, int size)
    {
        var batches = new List<IReadOnlyList<Question>>();
        while (batches.Count < count)
        {
            var (user, action) = (world.Users[_random.Next(world.Users.Count)], ModelWorld.Actions[_random.Next(ModelWorld.Actions.Count)].Name);
            var all = world.Generations.Select(generation => new Question(user, action, generation.Id)).ToArray();
            var decided = new List<bool>();
            foreach (var part in all.Chunk(LargestBatch)) decided.AddRange(await velro.DecideTogetherAsync(part));
            var (may, mayNot) = (all.Where((_, i) => decided[i]).ToArray(), all.Where((_, i) => !decided[i]).ToArray());
            if (may.Length < all.Length / 10 || mayNot.Length == 0) continue;

            var permits = (int)Math.Round(permitted * size);
            Question[] batch = [.. _random.GetItems(may, permits), .. _random.GetItems(mayNot, size - permits)];
            _random.Shuffle(batch);
            batches.Add(batch);
        }

        return [.. batches];
    }
}
