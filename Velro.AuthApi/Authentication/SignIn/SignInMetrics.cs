using System.Diagnostics;
using System.Diagnostics.Metrics;
using Velro.AuthApi.Authentication.Passwords;

namespace Velro.AuthApi.Authentication.SignIn;

/// <summary>The instruments of signing in (meter <c>Velro.SignIn</c>).</summary>
internal sealed class SignInMetrics
{
    /// <summary>Where the buckets end. A hash takes some tens of milliseconds, and an attempt is to take 100 ms beside it.</summary>
    private static readonly InstrumentAdvice<double> Seconds =
        new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 1, 2.5, 5, 10] };

    private readonly Counter<long> _attempts;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _waiting;
    private readonly Histogram<double> _hashing;
    private readonly Counter<long> _ended;

    public SignInMetrics(IMeterFactory meters, HashingThreads threads)
    {
        var meter = meters.Create("Velro.SignIn");
        _attempts = meter.CreateCounter<long>("velro.sign_in.attempts", "{attempt}", "Attempts to sign in, by method and result.");
        _duration = meter.CreateHistogram("velro.sign_in.duration", "s", "What an attempt took, the password's hash included.", tags: null, Seconds);
        _waiting = meter.CreateHistogram("velro.passwords.waiting", "s", "How long a password waited for its turn to be hashed.", tags: null, Seconds);
        _ended = meter.CreateCounter<long>("velro.sessions.ended", "{session}", "Sessions that were ended one by one, by cause.");
        _hashing = meter.CreateHistogram("velro.passwords.hashing", "s", "What hashing a password took, without the waiting.", tags: null, Seconds);
        meter.CreateObservableGauge("velro.passwords.queue", () => threads.WaitingCount, "{password}", "Passwords that wait to be hashed.");
        threads.Waited += time => _waiting.Record(time.TotalSeconds);
        threads.Hashed += time => _hashing.Record(time.TotalSeconds);
    }

    /// <summary>Counts an attempt that began at a <see cref="Stopwatch"/>'s time, and says the same of its span, if it has one.</summary>
    public void WasTried(string method, SignInVerdict verdict, long startedAt, Activity? span)
    {
        var tags = new TagList { { "velro.sign_in.method", method }, { "velro.sign_in.result", NameOf(verdict) } };
        _attempts.Add(1, tags);
        _duration.Record(Stopwatch.GetElapsedTime(startedAt).TotalSeconds, tags);
        foreach (var (name, value) in tags) span?.SetTag(name, value);
    }

    public void HasEnded(string cause) => _ended.Add(1, new KeyValuePair<string, object?>("velro.sessions.cause", cause));

    private static string NameOf(SignInVerdict verdict) => verdict switch
    {
        SignInVerdict.Succeeded => "succeeded",
        SignInVerdict.SecondFactorRequired => "second_factor_required",
        SignInVerdict.Throttled => "throttled",
        _ => "refused",
    };
}
