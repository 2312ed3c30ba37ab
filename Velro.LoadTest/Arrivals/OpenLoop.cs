namespace Velro.LoadTest.Arrivals;

/// <summary>
/// Begins what a schedule says when it says so. It never waits for an answer; what it begins late, it begins at once, and tells how late.
/// Latency is to be counted from the time that it hands over, so that neither a server that stalls nor a generator that lags hides it.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="wait">Lets about so much time pass; less is fine.</param>
internal sealed class OpenLoop(TimeProvider time, Action<TimeSpan> wait)
{
    /// <summary>Runs a schedule to its end, on the thread that calls.</summary>
    /// <param name="schedule">When.</param>
    /// <param name="startedAt">The timestamp that the schedule's times are counted from.</param>
    /// <param name="start">
    /// Begins one, and comes back while it goes on: its intended start as a timestamp of the clock, the same since the start, and how late it is.
    /// </param>
    /// <param name="cancellation">Ends it before.</param>
    public void Run(ArrivalSchedule schedule, long startedAt, Action<long, TimeSpan, TimeSpan> start, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested && schedule.Next() is { } due)
        {
            TimeSpan now;
            while ((now = time.GetElapsedTime(startedAt)) < due)
            {
                if (cancellation.IsCancellationRequested) return;
                wait(due - now);
            }

            start(startedAt + (long)(due.TotalSeconds * time.TimestampFrequency), due, now - due);
        }
    }
}
