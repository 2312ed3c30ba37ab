using System.Globalization;
using System.Runtime.InteropServices;
using Velro.LoadTest.Arrivals;
using Velro.LoadTest.Http;
using Velro.LoadTest.Measuring;
using Velro.LoadTest.Results;
using Velro.LoadTest.Scenarios;
using Velro.LoadTest.Server;
using Velro.LoadTest.World;

namespace Velro.LoadTest;

/// <summary>One run: prepares a world, lets its people act, watches the server, and gives what was measured.</summary>
internal sealed class LoadRun
{
    /// <summary>How long is waited for answers after the last arrival; what is not answered then is an error.</summary>
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(30);

    private readonly LoadOptions _options;
    private readonly Action<string> _tell;
    private readonly TimeProvider _time;
    private readonly LatencyLog _log = new();
    private readonly RateLimitHints _limits;
    private readonly Judge _judge;
    private readonly ApiClient _api;

    public LoadRun(LoadOptions options, HttpMessageInvoker http, TimeProvider time, Action<string> tell)
    {
        (_options, _time, _tell) = (options, time, tell);
        _limits = new RateLimitHints(tell);
        _judge = new Judge(tell);
        _api = new ApiClient(http, options.Address, _log, time, _limits);
    }

    /// <summary>Runs it. Null: it was only to be prepared.</summary>
    /// <exception cref="PreparationException">There is no world to run in.</exception>
    public async Task<LoadResult?> RunAsync(CancellationToken cancellation)
    {
        var source = new WorldSource(_api, _limits, _options, _tell);
        var world = await source.PrepareAsync(cancellation);
        if (_options.PrepareOnly) return null;

        try
        {
            return await RunAsync(world, cancellation);
        }
        finally
        {
            source.Keep(world);
        }
    }

    private async Task<LoadResult> RunAsync(LoadWorld world, CancellationToken cancellation)
    {
        var profile = _options.Profile();
        var mix = _options.Mix == "checks"
            ? Mix.Checks()
            : Mix.Platform(_options.Rate, _options.SignInsPerSecond, world.People.Count(static person => person.SignsIn));
        using var answers = new CancellationTokenSource();
        var traffic = new Traffic(world, mix, profile, _api, _log, _judge, _options.Seed, answers.Token);
        var scraper = new MetricsScraper(
            _api, new Credential(_options.OperatorKey),
            _options.Metrics.Count > 0 ? _options.Metrics : [new Uri(_options.Address, "/metrics")]);
        var watch = new ServerWatch(scraper, _options.Address, _options.ScrapeInterval, _time);

        GC.Collect();
        var others = await OthersAsync(cancellation);
        var began = _time.GetUtcNow();
        var startedAt = _time.GetTimestamp();
        _log.HoldsFrom = startedAt + (long)(profile.Ramp.TotalSeconds * _time.TimestampFrequency);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var progress = new Progress(_log, traffic, profile, _options.Interval, _time, _tell);
        var production = new ProductionEvents(_options, profile, _api, _time, _tell);
        var watching = watch.RunAsync(startedAt, profile.Ramp, ending.Token);
        var telling = progress.RunAsync(startedAt, ending.Token);
        var disturbing = production.RunAsync(startedAt, ending.Token);
        var usage = new GeneratorUsage(_time, startedAt, profile.Ramp);

        // On a thread of its own: what begins there must not wait for a thread of the pool to be free.
        await Task.Factory.StartNew(
            () =>
            {
                HighPriority.Take();
                new OpenLoop(_time, PreciseWait.For).Run(
                    new ArrivalSchedule(profile, _options.Spacing, _options.Seed), startedAt,
                    (intendedAt, elapsed, lag) =>
                    {
                        usage.Notice(elapsed);
                        traffic.Start(intendedAt, elapsed, lag);
                    },
                    cancellation);
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var held = _time.GetElapsedTime(startedAt) - profile.Ramp;
        var generatorShare = usage.Share();
        await ending.CancelAsync();
        await watching;
        await DrainAsync(traffic, answers, cancellation.IsCancellationRequested ? TimeSpan.FromSeconds(2) : Drain);
        await Task.WhenAll(telling, disturbing);

        var result = new LoadResult
        {
            StartedAt = began,
            Settings = new RunSettings(
                _options.Address.ToString(), _options.Users, _options.SignedIn, _options.Rate, profile.Ramp.TotalSeconds, Math.Max(0, held.TotalSeconds),
                _options.Spacing.ToString(), _options.Mix, mix.Actions.ToDictionary(static action => action.Name, static action => action.Share),
                _options.Seed, _options.Production, _options.Capacity),
            Machine = new MachineFacts(
                Environment.ProcessorCount, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, RuntimeInformation.OSDescription,
                RuntimeInformation.FrameworkDescription, _options.Address.IsLoopback),
            Operations = _log.Totals(held > TimeSpan.Zero ? held : profile.Duration),
            Intervals = progress.Intervals,
            Errors = _log.Errors(),
            Lag = _log.Lag(),
            GeneratorProcessors = generatorShare,
            Judged = _judge.Judged,
            Wrong = _judge.WrongCount,
            WrongExamples = _judge.Examples,
            Server = watch.Hold,
            ServerSamples = watch.Samples,
            Events = [.. production.Events],
            BusyBefore = others,
            Notes = [.. Notes(cancellation.IsCancellationRequested, others)],
            Fault = traffic.Fault,
        };
        return result with { Verdicts = Targets.Judge(result) };
    }

    /// <summary>The share of the processors that was used before anything was asked: by others, but for what the server does when idle.</summary>
    private async Task<double?> OthersAsync(CancellationToken cancellation)
    {
        if (MachineUsage.Read(_options.Address) is not { } before) return null;
        await Task.Delay(_options.Baseline, _time, cancellation);
        return MachineUsage.Read(_options.Address)!.ProcessorsSince(before);
    }

    private async Task DrainAsync(Traffic traffic, CancellationTokenSource answers, TimeSpan limit)
    {
        var since = _time.GetTimestamp();
        while (traffic.Open > 0 && _time.GetElapsedTime(since) < limit) await Task.Delay(TimeSpan.FromMilliseconds(20), _time);
        await answers.CancelAsync();
        while (traffic.Open > 0) await Task.Delay(TimeSpan.FromMilliseconds(20), _time);
    }

    private IEnumerable<string> Notes(bool wasEnded, double? others)
    {
        if (wasEnded) yield return "The run was ended before its time.";
        if (others >= Targets.QuietMachine)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"The machine was not quiet: {100 * others:0} % of its processors were in use before anything was asked. The latencies, and its CPU, are of that too.");
        }

        if (_options.SignedIn < _options.Users)
        {
            yield return $"{_options.SignedIn} of the {_options.Users} people are signed in, each with a token and a session of their own; "
                + "a service key acts for the others (Velro-Act-As).";
        }

        if (_log.Lag().P99 >= Targets.LargestLag)
        {
            yield return "The generator lagged: its P99 was over 5 ms late. Latencies are counted from the intended start, and so are longer "
                + "than they were for the server alone. Lower the rate, or give it processors of its own.";
        }

        foreach (var limit in _limits.Lines) yield return limit;
    }

    /// <summary>What this process used of the processors while the rate was held.</summary>
    private sealed class GeneratorUsage(TimeProvider time, long startedAt, TimeSpan ramp)
    {
        private TimeSpan? _used;
        private TimeSpan _since;

        public void Notice(TimeSpan elapsed)
        {
            if (_used is not null || elapsed < ramp) return;
            (_used, _since) = (Environment.CpuUsage.TotalTime, time.GetElapsedTime(startedAt));
        }

        public double Share()
        {
            var elapsed = time.GetElapsedTime(startedAt) - _since;
            return _used is { } used && elapsed > TimeSpan.Zero ? (Environment.CpuUsage.TotalTime - used) / elapsed / Environment.ProcessorCount : 0;
        }
    }
}
