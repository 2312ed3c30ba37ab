namespace Velro.LoadTest.Server;

/// <summary>Scrapes the server all through a run, and makes figures of each interval and of the time in which the rate was held.</summary>
internal sealed class ServerWatch(MetricsScraper scraper, Uri address, TimeSpan interval, TimeProvider time)
{
    private readonly List<ServerFigures> _samples = [];
    private MetricsSnapshot? _last;
    private MachineUsage? _lastMachine;
    private MetricsSnapshot? _holdStart;
    private MachineUsage? _holdMachine;

    public IReadOnlyList<ServerFigures> Samples => _samples;

    /// <summary>The figures of the time in which the rate was held; null: the server told nothing.</summary>
    public ServerFigures? Hold { get; private set; }

    /// <summary>Scrapes until it is told to end.</summary>
    /// <param name="startedAt">The timestamp of the start.</param>
    /// <param name="holdsFrom">When the ramp is over.</param>
    /// <param name="until">Ends it.</param>
    public async Task RunAsync(long startedAt, TimeSpan holdsFrom, CancellationToken until)
    {
        using var timer = new PeriodicTimer(interval, time);
        var isEnding = false;
        while (true)
        {
            await TakeAsync(time.GetElapsedTime(startedAt), holdsFrom);
            if (isEnding) return;
            try
            {
                await timer.WaitForNextTickAsync(until);
            }
            catch (OperationCanceledException)
            {
                isEnding = true;
            }
        }
    }

    private async Task TakeAsync(TimeSpan at, TimeSpan holdsFrom)
    {
        var machine = MachineUsage.Read(address);
        if (await scraper.ScrapeAsync(at, CancellationToken.None) is not { } snapshot) return;

        // The last comes at any time: too soon after the one before, its rates would be those of a moment.
        if (_last is null || snapshot.At - _last.At > interval / 2)
        {
            if (_last is not null) _samples.Add(With(ServerWindow.Between(_last, snapshot), machine, _lastMachine));
            (_last, _lastMachine) = (snapshot, machine);
        }

        if (at < holdsFrom) return;
        if (_holdStart is null) (_holdStart, _holdMachine) = (snapshot, machine);
        else Hold = With(ServerWindow.Between(_holdStart, snapshot), machine, _holdMachine);
    }

    private static ServerFigures With(ServerFigures figures, MachineUsage? machine, MachineUsage? before) =>
        machine is null || before is null
            ? figures
            : figures with { MachineProcessors = machine.ProcessorsSince(before), MachineMemory = machine.MemoryShare };
}
