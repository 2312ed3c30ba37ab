using System.Collections.Concurrent;
using Velro.Caching.Clock;
using Velro.Caching.Evaluations;

namespace Velro.Tests.Integration.History;

/// <summary>Asks nodes, with every consistency, and keeps what was answered.</summary>
internal sealed class Reader(Nodes nodes, Names names, Commits commits, Random random)
{
    /// <summary>How many questions follow each other without a pause: writers and clocks need the processor too.</summary>
    private const int Burst = 16;

    /// <summary>The answers.</summary>
    public List<Given> Given { get; } = [];

    /// <summary>How often a node did not answer, by the reason.</summary>
    public ConcurrentDictionary<string, int> Refusals { get; } = new();

    /// <summary>Asks until it is told to end.</summary>
    public async Task RunAsync(TimeSpan pace, CancellationToken done)
    {
        for (var i = 1; !done.IsCancellationRequested; i++)
        {
            await AskAsync();
            if (i % Burst == 0) await Task.Delay(pace * random.NextDouble(), CancellationToken.None);
        }
    }

    private async Task AskAsync()
    {
        var (number, node) = nodes.Any(random);
        var asked = Asked.Random(names, random);
        var (consistency, atLeast, committed) = RandomConsistency();
        var arrived = DateTimeOffset.UtcNow;
        try
        {
            var evaluated = await node.AskAsync(asked, consistency);
            var answered = DateTimeOffset.UtcNow;
            if (random.Next(4) == 0) commits.Add(evaluated.Revision);
            Given.Add(new Given(asked, evaluated, atLeast, committed, arrived, answered, number));
        }
        catch (RevisionUnavailableException refusal)
        {
            Refusals.AddOrUpdate(refusal.Code, 1, static (_, count) => count + 1);
        }
        catch (Exception) when (!nodes.IsUp(number, node))
        {
            // The node was stopped meanwhile, and says so in many ways.
            Refusals.AddOrUpdate("stopped", 1, static (_, count) => count + 1);
        }
    }

    private (Consistency Consistency, Revision? AtLeast, Revision[] Committed) RandomConsistency()
    {
        switch (random.Next(12))
        {
            case 0:
                var written = commits.Written;
                return (Consistency.Full, null, written);
            case 1 or 2 when commits.Any(random) is { } revision:
                return (Consistency.Since(revision), revision, []);
            default:
                return (Consistency.MinimizeLatency, null, []);
        }
    }
}
