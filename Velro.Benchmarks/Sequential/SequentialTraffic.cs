using Velro.Benchmarks.Model;

namespace Velro.Benchmarks.Sequential;

/// <summary>What is asked in a comparison.</summary>
internal sealed class SequentialTraffic
{
    private const int WarmCount = 500;

    /// <summary>Of these a tenth is cold.</summary>
    private const int CountOfRound = 400;

    /// <summary>Asked over and over.</summary>
    public required IReadOnlyList<Question> Warm { get; init; }

    /// <summary>For each round, questions of which every tenth is about a user and a generation that no other one is about.</summary>
    public required IReadOnlyList<IReadOnlyList<Question>> TenthCold { get; init; }

    /// <summary>Each of them once.</summary>
    public IReadOnlyList<Question> All => [.. Warm.Concat(TenthCold.SelectMany(static round => round)).Distinct()];

    public static SequentialTraffic Of(ModelWorld world, int rounds)
    {
        var warm = world.Questions(WarmCount);
        var cold = world.QuestionsApart(rounds * CountOfRound / 10, warm);
        return new SequentialTraffic
        {
            Warm = warm,
            TenthCold =
            [
                .. cold.Chunk(CountOfRound / 10).Select(ofRound => (Question[])
                    [.. Enumerable.Range(0, CountOfRound).Select(i => i % 10 == 0 ? ofRound[i / 10] : warm[i % WarmCount])]),
            ],
        };
    }
}
