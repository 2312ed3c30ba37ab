using Velro.LoadTest.Measuring;
using Velro.LoadTest.Server;

namespace Velro.LoadTest.Results;

/// <summary>All that a run gave: the content of its JSON file.</summary>
internal sealed record LoadResult
{
    /// <summary>The version of this format.</summary>
    public int Format { get; init; } = 1;

    public required DateTimeOffset StartedAt { get; init; }

    public required RunSettings Settings { get; init; }

    public required MachineFacts Machine { get; init; }

    /// <summary>Each operation, while the rate was held.</summary>
    public required IReadOnlyList<OperationFigures> Operations { get; init; }

    public required IReadOnlyList<IntervalFigures> Intervals { get; init; }

    /// <summary>The whole run's.</summary>
    public required IReadOnlyList<ErrorFigures> Errors { get; init; }

    public required LagFigures Lag { get; init; }

    /// <summary>The share of all processors that the generator used while the rate was held, 0 to 1.</summary>
    public required double GeneratorProcessors { get; init; }

    /// <summary>The share of the machine's processors that was in use before the run, 0 to 1; null: the server is on another machine.</summary>
    public double? BusyBefore { get; init; }

    public required long Judged { get; init; }

    public required long Wrong { get; init; }

    public required IReadOnlyList<string> WrongExamples { get; init; }

    /// <summary>While the rate was held; null: the server told nothing.</summary>
    public ServerFigures? Server { get; init; }

    public required IReadOnlyList<ServerFigures> ServerSamples { get; init; }

    public required IReadOnlyList<RunEvent> Events { get; init; }

    /// <summary>What a reader of the figures has to know.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>What is wrong with the tool itself; null: nothing.</summary>
    public string? Fault { get; init; }

    public IReadOnlyList<Verdict> Verdicts { get; init; } = [];

    public OperationFigures? Find(Operation operation) => Operations.FirstOrDefault(one => one.Name == operation.Name);
}

/// <summary>How a run was asked for.</summary>
/// <param name="Address">The API.</param>
/// <param name="Users">The virtual users.</param>
/// <param name="SignedIn">Those of them with a token and a session of their own.</param>
/// <param name="Rate">Arrivals a second.</param>
/// <param name="RampSeconds">The ramp.</param>
/// <param name="HoldSeconds">How long the rate was held.</param>
/// <param name="Spacing">How arrivals were spaced.</param>
/// <param name="Mix">What they did.</param>
/// <param name="Actions">Each action's share.</param>
/// <param name="Seed">Of all that is drawn.</param>
/// <param name="Production">Whether production was simulated.</param>
/// <param name="Capacity">The rate that the machine holds, as far as whoever ran it knows.</param>
internal sealed record RunSettings(
    string Address, int Users, int SignedIn, double Rate, double RampSeconds, double HoldSeconds, string Spacing, string Mix,
    IReadOnlyDictionary<string, double> Actions, int Seed, bool Production, double? Capacity);

/// <summary>The machine that the generator ran on.</summary>
internal sealed record MachineFacts(int Processors, double MemoryBytes, string System, string Runtime, bool IsServerToo);

/// <summary>Something that was done to the server during a run.</summary>
/// <param name="At">Seconds since the start.</param>
/// <param name="Name">What.</param>
internal sealed record RunEvent(double At, string Name);

/// <summary>What became of a target.</summary>
internal enum Judgement
{
    /// <summary>It could not be measured, and counts as neither.</summary>
    NotMeasured,
    Pass,
    Fail,
}

/// <summary>A target, and whether a run met it.</summary>
/// <param name="Name">What is wanted.</param>
/// <param name="Target">How much.</param>
/// <param name="Measured">What there was.</param>
/// <param name="Judgement">Whether that is enough.</param>
/// <param name="By">How it was measured, or why it was not.</param>
internal sealed record Verdict(string Name, string Target, string Measured, Judgement Judgement, string By);
