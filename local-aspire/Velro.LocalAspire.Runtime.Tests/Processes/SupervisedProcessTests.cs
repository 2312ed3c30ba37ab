using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using Velro.LocalAspire.Processes;

namespace Velro.LocalAspire.Runtime.Tests.Processes;

public sealed class SupervisedProcessTests
{
    [Fact]
    public void Waits_double_up_to_the_longest()
    {
        var policy = new RestartPolicy { First = TimeSpan.FromSeconds(1), Longest = TimeSpan.FromSeconds(5) };

        Assert.Equal([1, 2, 4, 5, 5], Enumerable.Range(1, 5).Select(attempt => policy.DelayBefore(attempt).TotalSeconds));
        Assert.Equal(5, policy.DelayBefore(int.MaxValue).TotalSeconds);
    }

    [Fact]
    public async Task A_crash_is_told_and_followed_by_a_new_start_after_the_wait()
    {
        using var place = new TemporaryPlace();
        using var host = await ProcessHost.CreateAsync(place.Path, cancellationToken: TestContext.Current.CancellationToken);
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var events = new ConcurrentQueue<SupervisionEvent>();
        await using var supervised = new SupervisedProcess(
            _ => Task.FromResult(host.Start(Sleep(place), _ => { })), new RestartPolicy { First = TimeSpan.FromSeconds(3) }, events.Enqueue, time);
        await supervised.StartAsync(TestContext.Current.CancellationToken);
        var first = supervised.Current!;

        first.Kill();
        await Eventually.True(() => events.OfType<SupervisionEvent.Restarting>().Any(), "the crash is told");
        Assert.Same(first, supervised.Current);

        // The wait begins after the crash is told, so time may have to pass more than once.
        await Eventually.True(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(3));
                return events.OfType<SupervisionEvent.Started>().Any(started => started.IsRestart);
            },
            "it is started again");
        Assert.Equal(new SupervisionEvent.Restarting(137, 1, TimeSpan.FromSeconds(3)), events.OfType<SupervisionEvent.Restarting>().Single());
        Assert.True(ProcessRecords.IsAlive(supervised.Current!.Id));
    }

    [Fact]
    public async Task An_end_that_the_policy_accepts_is_the_end()
    {
        using var place = new TemporaryPlace();
        using var host = await ProcessHost.CreateAsync(place.Path, cancellationToken: TestContext.Current.CancellationToken);
        var events = new ConcurrentQueue<SupervisionEvent>();
        await using var supervised = new SupervisedProcess(
            _ => Task.FromResult(host.Start(Sleep(place) with { FileName = "true", Arguments = [] }, _ => { })),
            new RestartPolicy { Restarts = code => code != 0 },
            events.Enqueue,
            TimeProvider.System);
        await supervised.StartAsync(TestContext.Current.CancellationToken);

        await Eventually.True(() => events.OfType<SupervisionEvent.Ended>().Any(), "the end is told");
        Assert.Equal(0, events.OfType<SupervisionEvent.Ended>().Single().ExitCode);
    }

    [Fact]
    public async Task A_stop_is_no_crash()
    {
        using var place = new TemporaryPlace();
        using var host = await ProcessHost.CreateAsync(place.Path, cancellationToken: TestContext.Current.CancellationToken);
        var events = new ConcurrentQueue<SupervisionEvent>();
        var supervised = new SupervisedProcess(
            _ => Task.FromResult(host.Start(Sleep(place), _ => { })), new RestartPolicy(), events.Enqueue, TimeProvider.System);
        await supervised.StartAsync(TestContext.Current.CancellationToken);

        await supervised.DisposeAsync();

        Assert.IsType<SupervisionEvent.Started>(Assert.Single(events));
        Assert.False(ProcessRecords.IsAlive(supervised.Current!.Id));
    }

    private static ProcessSpec Sleep(TemporaryPlace place) => new()
    {
        Name = "sleeper",
        FileName = "sleep",
        Arguments = ["300"],
        Environment = new Dictionary<string, string> { ["PATH"] = Environment.GetEnvironmentVariable("PATH")! },
        WorkingDirectory = place.Path,
    };
}
