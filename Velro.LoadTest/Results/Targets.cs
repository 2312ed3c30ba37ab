using System.Globalization;
using Velro.LoadTest.Measuring;

namespace Velro.LoadTest.Results;

/// <summary>
/// The platform's targets and indicators, and whether a run met them. What was not measured is said so, with the reason, and never counts
/// as met. Latencies are those of the time in which the rate was held, from the intended start.
/// </summary>
internal static class Targets
{
    /// <summary>Of the local cache's limit, above which the heap beside it says something.</summary>
    private const double FullCache = 0.5 * 512 * 1024 * 1024;

    /// <summary>What an idle server and its databases use of the machine's processors at most, 0 to 1.</summary>
    public const double QuietMachine = 0.15;

    /// <summary>A generator that is later than this, in milliseconds, adds to each latency.</summary>
    public const double LargestLag = 5;

    public static IReadOnlyList<Verdict> Judge(LoadResult result) =>
    [
        Wrong(result),
        ErrorRate(result),
        .. Latencies(result),
        .. Server(result),
        new("Storage of the hot tables against a row for each permission", "−20 % or better", "–", Judgement.NotMeasured,
            "not a matter of load: 'Velro.Benchmarks -- storage' compares the sizes of one world in both layouts (docs/performance.md)"),
        HalfLoad(result),
        Lag(result),
    ];

    private static Verdict Wrong(LoadResult result) => new(
        "Wrong decisions", "0", Text(result.Wrong, ""), Of(result.Judged == 0 ? null : result.Wrong == 0),
        $"{result.Judged} answers compared with the world that the tool made and what it wrote since");

    private static Verdict ErrorRate(LoadResult result)
    {
        var count = result.Operations.Sum(static operation => operation.Count);
        var rate = count == 0 ? (double?)null : 100.0 * result.Operations.Sum(static operation => operation.Errors) / count;
        return new("Error rate", "< 0.1 %", Text(rate, " %", "0.000"), Under(rate, 0.1),
            "answers that the contract does not give there, and requests without one, while the rate was held");
    }

    private static IEnumerable<Verdict> Latencies(LoadResult result)
    {
        yield return SignIn(result);
        yield return Below(result, "Check: P50", 65, static one => one.P50, Operations.Check, Operations.CheckOwn);
        yield return Below(result, "Check: P95", 75, static one => one.P95, Operations.Check, Operations.CheckOwn);
        yield return Below(result, "Profile operations: P95", 80, P95, Operations.Profile, Operations.ProfileChange);
        yield return Below(
            result, "Team operations: P95", 80, P95, Operations.Team, Operations.TeamMembers, Operations.TeamShare, Operations.GenerationEdit);
        yield return Below(result, "Generation access: P95", 85, P95, Operations.Generation);
        yield return Below(result, "Media URL: P95", 150, P95, Operations.MediaUrl);

        static double P95(OperationFigures one) => one.P95;
    }

    private static Verdict HalfLoad(LoadResult result)
    {
        const string Name = "Warm check at half the load: P99";
        return result.Settings is { Mix: "checks", Capacity: { } capacity } && result.Settings.Rate <= capacity / 2
            ? Below(result, Name, 5, static one => one.P99, Operations.Check)
            : new(Name, "< 5 ms", "–", Judgement.NotMeasured,
                "a run of its own: --mix checks --capacity R, with half of R, which is what the machine holds, as --rate");
    }

    private static Verdict SignIn(LoadResult result)
    {
        const string Name = "Authentication beyond the hash: P95";
        if (result.Find(Operations.Login) is not { } login)
            return new(Name, "≤ 45 ms", "–", Judgement.NotMeasured, "nobody signed in by password");
        if (result.Server?.HashMean is not { } hash)
            return new(Name, "≤ 45 ms", "–", Judgement.NotMeasured, "the server does not tell what a hash took");
        var beyond = Math.Max(0, login.P95 - hash);
        return new(Name, "≤ 45 ms", Text(beyond, " ms"), Of(beyond <= 45),
            string.Create(CultureInfo.InvariantCulture,
                $"P95 of login ({login.P95:0.0} ms) less the mean of velro.passwords.hashing ({hash:0.0} ms); waiting for a thread counts as ours"));
    }

    /// <summary>The worst of the operations counts.</summary>
    private static Verdict Below(
        LoadResult result, string name, double limit, Func<OperationFigures, double> figure, params Operation[] operations)
    {
        var found = operations.Select(result.Find).OfType<OperationFigures>().ToArray();
        var target = string.Create(CultureInfo.InvariantCulture, $"< {limit} ms");
        if (found.Length == 0) return new(name, target, "–", Judgement.NotMeasured, "not in the mix");
        var worst = found.MaxBy(figure)!;
        return new(name, target, Text(figure(worst), " ms"), Of(figure(worst) < limit),
            found.Length == 1 ? worst.Name : $"the worst of {string.Join(", ", found.Select(static one => one.Name))}: {worst.Name}");
    }

    private static IEnumerable<Verdict> Server(LoadResult result)
    {
        var server = result.Server;
        var isRunning = server?.StatementsPerSecond > 0;
        const string Statements = "db_client_operation_duration over the API's pools but the feed's";
        yield return Measured("Database query: mean", "< 50 ms", isRunning ? server!.StatementMean : null, 50, " ms", Statements);
        yield return Measured("Database query: P95", "< 100 ms", isRunning ? server!.StatementP95 : null, 100, " ms", Statements + ", interpolated");
        yield return Measured("Memory", "< 80 %", 100 * server?.MachineMemory, 80, " %", "the machine's: server, databases and this tool together");
        yield return Processors(result);
        yield return Measured(
            "Network overhead", "< 10 ms", NetworkOverhead(result), 10, " ms",
            "mean of checks from sending to the answer, less their mean within the server");
        yield return HitRatio(result);
        yield return server?.CacheEfficiency is { } efficiency
            ? new("Cache memory efficiency", "> 90 %", Text(100 * efficiency, " %"), Of(efficiency > 0.9), "velro.cache.efficiency")
            : new("Cache memory efficiency", "> 90 %", "–", Judgement.NotMeasured,
                "the server does not tell which of its cached bytes are current and were read again");
        yield return Heap(result);
        yield return Measured(
            "Differences between caches and base tables", "0", server?.Differences, 0.5, "", "velro.consistency.differences, which the server samples");
    }

    /// <summary>What others used is in it: it shows that the target is met, and, where they used much, not that it is missed.</summary>
    private static Verdict Processors(LoadResult result)
    {
        var verdict = Measured(
            "CPU at the nominal rate", "< 70 %", 100 * result.Server?.MachineProcessors, 70, " %",
            string.Create(
                CultureInfo.InvariantCulture,
                $"the machine's, at {result.Settings.Rate:0.#} arrivals/s: server, databases and this tool ({100 * result.GeneratorProcessors:0} %) together"));
        return verdict.Judgement == Judgement.Fail && result.BusyBefore >= QuietMachine
            ? verdict with
            {
                Judgement = Judgement.NotMeasured,
                By = string.Create(CultureInfo.InvariantCulture, $"others used {100 * result.BusyBefore:0} % of the machine before the run; {verdict.By}"),
            }
            : verdict;
    }

    private static double? NetworkOverhead(LoadResult result)
    {
        var checks = result.Operations.Where(static one => one.Name.StartsWith("check", StringComparison.Ordinal)).ToArray();
        var count = checks.Sum(static one => one.Count);
        if (count == 0 || result.Server?.CheckMean is not { } within) return null;
        return Math.Max(0, (checks.Sum(static one => one.ServiceMean * one.Count) / count) - within);
    }

    private static Verdict HitRatio(LoadResult result)
    {
        const string By = "velro.cache.reads that the process had (l0 and l1), of all";
        var reads = result.Server?.Reads;
        var all = reads?.Values.Sum() ?? 0;
        if (all == 0) return new("Hit ratio in the process", "> 95 %", "–", Judgement.NotMeasured, By);
        var ratio = (reads!.GetValueOrDefault("l0") + reads!.GetValueOrDefault("l1")) / all;
        return new("Hit ratio in the process", "> 95 %", Text(100 * ratio, " %"), Of(ratio > 0.95), By);
    }

    private static Verdict Heap(LoadResult result)
    {
        const string Name = "Heap for the 512 MiB of cached contexts";
        const string Target = "≤ 2 × what is cached + 256 MiB";
        if (result.Server is not { } server) return new(Name, Target, "–", Judgement.NotMeasured, "the server told nothing");
        var measured = string.Create(
            CultureInfo.InvariantCulture, $"{server.HeapBytes / 1048576:0} MiB heap, {server.CacheBytes / 1048576:0} MiB cached");
        return server.CacheBytes < FullCache
            ? new(Name, Target, measured, Judgement.NotMeasured, "the caches are not half full, and so the heap says nothing")
            : new(Name, Target, measured, Of(server.HeapBytes <= (2 * server.CacheBytes) + (256 * 1048576)), "heap after the last collection");
    }

    private static Verdict Lag(LoadResult result) => new(
        "The generator began in time: P99 of its lag", "< 5 ms", Text(result.Lag.P99, " ms"), Of(result.Lag.P99 < LargestLag),
        "time between the intended and the true start; it is part of all latencies above");

    private static Verdict Measured(string name, string target, double? value, double limit, string unit, string by) =>
        new(name, target, Text(value, unit), Under(value, limit), value is null ? $"the server told nothing of it; {by}" : by);

    private static Judgement Of(bool? isMet) => isMet switch
    {
        true => Judgement.Pass,
        false => Judgement.Fail,
        null => Judgement.NotMeasured,
    };

    /// <summary>A value that is not there is neither below a limit nor above it.</summary>
    private static Judgement Under(double? value, double limit) => Of(value is { } there ? there < limit : null);

    private static string Text(double? value, string unit, string format = "0.#") =>
        value is { } there ? there.ToString(format, CultureInfo.InvariantCulture) + unit : "–";
}
