using System.Collections.Immutable;
using CsCheck;
using Velro.Data.Pools;
using Velro.Nodes.Adaptation;

namespace Velro.Tests.Unit.Nodes;

/// <summary>What is adapted stays within its bounds, and does not go to and fro.</summary>
public sealed class ControllerTests
{
    private static readonly KnobBounds Bounds = new(2, 20, Up: 1.5, Down: 3);

    private static readonly Gen<Pressure> Pressures = Gen.Enum<Pressure>();

    [Fact]
    public void Whatever_is_asked_for_a_knob_stays_within_its_bounds_and_moves_by_steps() =>
        Gen.Select(Gen.Double[-100, 100], Pressures.Array[0, 200], Gen.Int[1, 5]).Sample((start, asked, patience) =>
        {
            var controller = new StepController(Bounds, patience);
            var value = Bounds.Clamp(start);
            foreach (var pressure in asked)
            {
                var next = controller.Next(value, pressure);
                if (next is < 2 or > 20 || next - value > 1.5 + 1e-9 || value - next > 3 + 1e-9) return false;
                value = next;
            }

            return true;
        });

    [Fact]
    public void What_asks_for_the_same_always_moves_one_way_to_the_bound() => Gen.Select(Gen.Double[2, 20], Gen.Bool).Sample((start, isUp) =>
    {
        var controller = new StepController(Bounds, patience: 2);
        var values = new List<double> { start };
        for (var i = 0; i < 100; i++) values.Add(controller.Next(values[^1], isUp ? Pressure.Up : Pressure.Down));
        var moves = values.Zip(values.Skip(1), static (before, after) => after - before);
        return values[^1] == (isUp ? 20 : 2) && moves.All(move => isUp ? move >= 0 : move <= 0);
    });

    /// <summary>Numbers that stay within the band, whatever the noise, move nothing; and nothing turns back within what turning back takes.</summary>
    [Fact]
    public void Quiet_noise_moves_nothing() => Gen.Select(Gen.Double[0.2, 0.8].Array[200], Gen.Double[2, 20]).Sample((noise, start) =>
    {
        var (controller, band) = (new StepController(Bounds, patience: 2), new Band(0.15, 0.85));
        return noise.All(number => controller.Next(start, band.Of(number)) == start);
    });

    [Fact]
    public void Turning_back_takes_twice_as_long_as_going_on() => Pressures.Array[300].Sample(asked =>
    {
        var (controller, value, last, since) = (new StepController(Bounds, patience: 3), 10.0, 0, 100);
        foreach (var pressure in asked)
        {
            var next = controller.Next(value, pressure);
            var direction = Math.Sign(next - value);
            since++;
            if (direction != 0)
            {
                if (last != 0 && direction != last && since < 6) return false;
                (last, since) = (direction, 0);
            }

            value = next;
        }

        return true;
    });

    /// <summary>A plant that answers: the higher the value, the lower the number. It settles, and stays.</summary>
    [Fact]
    public void In_a_loop_with_what_it_moves_it_settles() => Gen.Select(Gen.Double[2, 20], Gen.Double[3, 19]).Sample((start, needed) =>
    {
        var (controller, band, value) = (new StepController(new KnobBounds(2, 20, 1, 1), patience: 2), new Band(-1.2, 1.2), start);
        var values = new List<double>();
        for (var i = 0; i < 300; i++) values.Add(value = controller.Next(value, band.Of(needed - value)));
        return values.Skip(150).Distinct().Count() == 1 && Math.Abs(value - needed) <= 1.2;
    });

    [Fact]
    public void Shares_add_up_to_one_and_none_is_less_than_the_least() =>
        Gen.Select(Gen.Select(Gen.Double[0, 1000], Gen.Double[0, 1000]).Array[4].Array[0, 100], Gen.Bool.Array[100]).Sample((looks, full) =>
        {
            var controller = new ShareController(least: 0.01, step: 0.05, ratio: 2, patience: 2);
            ImmutableArray<double> shares = [0.25, 0.25, 0.25, 0.25];
            foreach (var (look, isFull) in looks.Zip(full))
            {
                var next = controller.Next(shares, [.. look.Select(static use => new KindUse(use.Item1, use.Item2))], isFull ? 1000 : 100_000);
                if (next.Zip(shares, static (after, before) => Math.Abs(after - before)).Any(static moved => moved > 0.05 + 1e-9)) return false;
                shares = next;
                if (Math.Abs(shares.Sum() - 1) > 1e-9 || shares.Any(static share => share < 0.01 - 1e-9)) return false;
            }

            return true;
        });

    [Fact]
    public void Room_goes_to_the_kind_whose_bytes_are_read_most_until_it_no_longer_fills_it()
    {
        var controller = new ShareController(least: 0.01, step: 0.05, ratio: 2, patience: 2);
        ImmutableArray<double> shares = [0.5, 0.5];
        for (var i = 0; i < 100; i++) shares = controller.Next(shares, [new KindUse(1000, 100 * Math.Min(shares[0], 0.7)), new KindUse(10, 100 * shares[1])], capacity: 100);

        Assert.InRange(shares[0], 0.7, 0.9);
    }

    [Fact]
    public void A_cache_with_room_is_not_divided_anew()
    {
        var controller = new ShareController(least: 0.01, step: 0.05, ratio: 2, patience: 1);
        ImmutableArray<double> shares = [0.5, 0.5];
        for (var i = 0; i < 10; i++) Assert.Equal(shares, controller.Next(shares, [new KindUse(1000, 50), new KindUse(1, 50)], capacity: 1000));
    }

    [Theory]
    [InlineData(0.5, 0.1, Pressure.Down)]
    [InlineData(0.01, 0.1, Pressure.Up)]
    [InlineData(0.1, 0.1, Pressure.None)]
    [InlineData(0.9, 0.9, Pressure.Up)]
    public void Polls_come_sooner_while_they_bring_changes_and_the_processors_have_room(double share, double cpu, Pressure expected) =>
        Assert.Equal(expected, PollIntervalKnob.PressureOf(share, cpu));

    /// <summary>A database that takes the longer the more are inside. The gate narrows until it no longer does, and opens when it is well.</summary>
    [Fact]
    public void A_gate_narrows_while_transactions_are_slow_and_opens_again()
    {
        var (judge, controller, limit) = (new GateJudge(), new StepController(new KnobBounds(10, 50, 1, 5), patience: 2), 50);
        for (var i = 0; i < 5; i++) limit = (int)controller.Next(limit, judge.Look(UseOf(limit, inside: 5, milliseconds: 4), limit));
        Assert.Equal(50, limit);

        for (var i = 0; i < 200; i++) limit = (int)controller.Next(limit, judge.Look(UseOf(limit, inside: limit, milliseconds: limit > 20 ? limit : 5), limit));
        Assert.InRange(limit, 10, 25);

        for (var i = 0; i < 300; i++) limit = (int)controller.Next(limit, judge.Look(UseOf(limit, inside: limit, milliseconds: 4, delayed: 3), limit));
        Assert.Equal(50, limit);
    }

    private static PoolGateUse UseOf(int limit, int inside, double milliseconds, long delayed = 0) =>
        new(1000, TimeSpan.FromMilliseconds(1000 * milliseconds), Math.Min(limit, inside), delayed);
}
