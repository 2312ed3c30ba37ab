using Velro.LoadTest.Arrivals;

namespace Velro.Tests.Unit.LoadTest;

public sealed class ArrivalScheduleTests
{
    private static readonly RateProfile Steady = new(Nominal: 100, Ramp: TimeSpan.Zero, Hold: TimeSpan.FromSeconds(60));

    [Fact]
    public void Uniform_arrivals_are_evenly_spaced()
    {
        var times = Times(Steady, Spacing.Uniform);

        Assert.InRange(times.Count, 5_998, 6_000);
        Assert.All(Gaps(times), static gap => Assert.Equal(0.010, gap, tolerance: 1e-5));
    }

    [Fact]
    public void Poisson_arrivals_have_the_mean_and_the_spread_of_an_exponential_distribution()
    {
        var gaps = Gaps(Times(Steady, Spacing.Poisson));

        var mean = gaps.Average();
        Assert.Equal(0.010, mean, tolerance: 0.0005);
        Assert.Equal(mean, Math.Sqrt(gaps.Average(gap => (gap - mean) * (gap - mean))), tolerance: 0.0005);
    }

    [Fact]
    public void During_the_ramp_there_are_half_as_many_as_at_the_nominal_rate_and_more_and_more_of_them()
    {
        var times = Times(new RateProfile(100, Ramp: TimeSpan.FromSeconds(20), Hold: TimeSpan.FromSeconds(10)), Spacing.Uniform);

        Assert.InRange(times.Count, 1_997, 2_000);
        Assert.Equal(250, times.Count(static time => time < TimeSpan.FromSeconds(10)), tolerance: 2);
        Assert.Equal(1_000, times.Count(static time => time < TimeSpan.FromSeconds(20)), tolerance: 2);
    }

    [Fact]
    public void The_seed_decides_the_times()
    {
        Assert.Equal(Times(Steady, Spacing.Poisson), Times(Steady, Spacing.Poisson));
        Assert.NotEqual(Times(Steady, Spacing.Poisson), Times(Steady, Spacing.Poisson, seed: 2));
    }

    [Fact]
    public void A_simulated_day_has_a_quiet_night_a_noon_at_the_nominal_rate_and_bursts_of_twice_that_hours()
    {
        var day = TimeSpan.FromHours(24);
        var rhythm = new ProductionRhythm(day, hold: day, seed: 3);
        var hours = Enumerable.Range(0, 24 * 60).Select(static minute => TimeSpan.FromMinutes(minute)).ToArray();
        bool IsInBurst(TimeSpan time) => rhythm.Bursts.Any(start => time >= start && time < start + TimeSpan.FromHours(1));

        Assert.Equal(ProductionRhythm.BurstsPerDay, rhythm.Bursts.Count);
        Assert.Equal(0.2, hours.Where(time => !IsInBurst(time)).Min(rhythm.FactorAt), tolerance: 0.01);
        Assert.InRange(hours.Where(time => !IsInBurst(time)).Max(rhythm.FactorAt), 0.9, 1.0);
        var begin = rhythm.Bursts[0];
        Assert.Equal(2.0, rhythm.FactorAt(begin) / rhythm.FactorAt(begin - TimeSpan.FromSeconds(1)), tolerance: 0.01);
    }

    [Fact]
    public void Who_has_a_quicker_pace_acts_more_often_and_who_is_not_there_yet_does_not()
    {
        var pace = new Pace(people: 10, seed: 1);
        var picks = Enumerable.Range(0, 10_000).Select(i => pace.Pick(i / 10_000.0, present: 6)).ToArray();

        Assert.Equal(Enumerable.Range(0, 6), picks.Distinct().Order());
        var shares = picks.CountBy(static person => person).Select(static person => person.Value).ToArray();
        Assert.True(shares.Max() > 2 * shares.Min());
    }

    private static List<TimeSpan> Times(RateProfile profile, Spacing spacing, int seed = 1)
    {
        var schedule = new ArrivalSchedule(profile, spacing, seed);
        var times = new List<TimeSpan>();
        while (schedule.Next() is { } time) times.Add(time);
        return times;
    }

    private static double[] Gaps(List<TimeSpan> times) => [.. times.Zip(times.Skip(1), static (one, next) => (next - one).TotalSeconds)];
}
