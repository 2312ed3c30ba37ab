using Velro.LoadTest.Arrivals;
using Velro.LoadTest.Http;
using Velro.LoadTest.Measuring;
using Velro.LoadTest.World;

namespace Velro.LoadTest.Scenarios;

/// <summary>Turns arrivals into actions of people. Nothing that happens to one of them keeps another waiting.</summary>
internal sealed class Traffic(
    LoadWorld world, Mix mix, RateProfile profile, ApiClient api, LatencyLog log, Judge judge, int seed, CancellationToken cancellation)
{
    private readonly Pace _pace = new(world.People.Length, seed);
    private readonly int _signedIn = world.People.Count(static person => person.SignsIn);
    private readonly SignIns _signIns = new(world, api.Time);
    private Dice _dice = new((ulong)seed);
    private long _open;
    private string? _fault;

    /// <summary>How many actions are under way.</summary>
    public long Open => Interlocked.Read(ref _open);

    /// <summary>What the tool itself did wrong; null: nothing.</summary>
    public string? Fault => _fault;

    /// <summary>Begins an action; comes back while it goes on.</summary>
    public void Start(long intendedAt, TimeSpan elapsed, TimeSpan lag)
    {
        log.RecordLag(intendedAt, lag);
        var action = mix.Pick(_dice.NextShare());
        var people = action.ByPassword ? _signedIn : world.People.Length;
        var present = Math.Clamp((int)Math.Ceiling(people * profile.PresenceAt(elapsed)), 1, people);
        var person = world.People[_pace.Pick(_dice.NextShare(), present)];
        var dice = _dice.Split();
        Interlocked.Increment(ref _open);
        _ = RunAsync(action, new Turn(world, person, dice, intendedAt, api, _signIns, judge, cancellation));
    }

    private async Task RunAsync(MixedAction action, Turn turn)
    {
        try
        {
            await turn.SignInAsync();
            await action.RunAsync(turn);
        }
        catch (OperationCanceledException)
        {
            // The run is over; its requests have been counted as errors.
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref _fault, $"{action.Name}: {exception}", null);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }
}
