using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Velro.Data.Pools;

namespace Velro.Tests.Unit.Nodes;

/// <summary>The gate of a pool lets in so many, in the order in which they came.</summary>
public sealed class PoolGateTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly PoolGate _gate;

    public PoolGateTests() => _gate = new PoolGate(
        "generation",
        new PoolLimits { MinimumConnections = 2, MaximumConnections = 6, TimeLimit = TimeSpan.FromSeconds(3), ConnectionTimeout = TimeSpan.FromSeconds(2) }, _time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task As_many_are_inside_as_the_limit_says_and_the_next_waits_for_one_who_leaves()
    {
        _gate.Limit = 4;
        var inside = await EnterAsync(4);
        var next = _gate.EnterAsync(Cancellation).AsTask();
        Assert.False(next.IsCompleted);

        inside[0].Dispose();

        using (await next) Assert.Equal(4, _gate.Inside);
    }

    [Fact]
    public async Task A_limit_that_rises_lets_in_who_waits()
    {
        _gate.Limit = 4;
        await EnterAsync(4);
        var next = _gate.EnterAsync(Cancellation).AsTask();

        _gate.Limit = 5;

        await next;
    }

    [Fact]
    public void A_limit_stays_between_what_the_pool_keeps_and_what_it_has()
    {
        _gate.Limit = 100;
        Assert.Equal(6, _gate.Limit);
        _gate.Limit = 0;
        Assert.Equal(4, _gate.Limit);
    }

    /// <summary>It is answered as a pool without a connection is: 503 <c>pool.exhausted</c>.</summary>
    [Fact]
    public async Task Who_waits_too_long_is_told_to_come_back_and_keeps_no_place()
    {
        var inside = await EnterAsync(6);
        var late = _gate.EnterAsync(Cancellation).AsTask();
        _time.Advance(TimeSpan.FromSeconds(2));

        var refused = await Assert.ThrowsAsync<NpgsqlException>(() => late);

        Assert.True(PoolExhaustion.IsCauseOf(refused));
        inside[0].Dispose();
        Assert.Equal(5, _gate.Inside);
    }

    [Fact]
    public async Task Who_gives_up_keeps_no_place()
    {
        await EnterAsync(6);
        using var gone = new CancellationTokenSource();
        var waiting = _gate.EnterAsync(gone.Token).AsTask();
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(6, _gate.Inside);
    }

    [Fact]
    public async Task It_tells_how_long_who_was_inside()
    {
        var inside = await EnterAsync(3);
        _time.Advance(TimeSpan.FromMilliseconds(50));
        foreach (var turn in inside) turn.Dispose();

        Assert.Equal(new PoolGateUse(3, TimeSpan.FromMilliseconds(150), 3, 0), _gate.TakeUse());
        Assert.Equal(new PoolGateUse(0, TimeSpan.Zero, 0, 0), _gate.TakeUse());
    }

    private async Task<List<IDisposable>> EnterAsync(int count)
    {
        var turns = new List<IDisposable>();
        for (var i = 0; i < count; i++) turns.Add(await _gate.EnterAsync(Cancellation));
        return turns;
    }
}
