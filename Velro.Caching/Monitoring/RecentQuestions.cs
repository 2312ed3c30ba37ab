namespace Velro.Caching.Monitoring;

/// <summary>A few of the questions that were asked lately. Cheap enough for the hot path: one in so many is kept, the latest replace others.</summary>
public sealed class RecentQuestions
{
    private const int Capacity = 16;

    /// <summary>One in so many is wanted.</summary>
    private const int Stride = 64;

    private readonly IRecentQuestion?[] _questions = new IRecentQuestion?[Capacity];
    private uint _asked;
    private int _next = -1;

    /// <summary>Whether the question that is being asked is one to keep. Two at the same moment may count as one: that is of no matter.</summary>
    public bool IsNextWanted => unchecked(_asked++) % Stride == 0;

    /// <summary>Keeps a question.</summary>
    public void Keep(IRecentQuestion question) =>
        Volatile.Write(ref _questions[(uint)Interlocked.Increment(ref _next) % Capacity], question);

    /// <summary>Takes those that are kept.</summary>
    public IReadOnlyList<IRecentQuestion> Take()
    {
        var taken = new List<IRecentQuestion>(Capacity);
        for (var i = 0; i < Capacity; i++)
        {
            if (Interlocked.Exchange(ref _questions[i], null) is { } question) taken.Add(question);
        }

        return taken;
    }
}
