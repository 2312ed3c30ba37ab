using Microsoft.Extensions.Time.Testing;
using Velro.LoadTest.Arrivals;
using Velro.LoadTest.Http;
using Velro.LoadTest.Measuring;

namespace Velro.Tests.Unit.LoadTest;

/// <summary>What a closed loop omits: the requests that would have been sent while nothing was answered.</summary>
public sealed class OpenLoopTests : IDisposable
{
    private static readonly RateProfile HundredASecond = new(Nominal: 100, Ramp: TimeSpan.Zero, Hold: TimeSpan.FromSeconds(3));

    private readonly FakeTimeProvider _time = new();
    private readonly LatencyLog _log = new();
    private readonly StallingServer _server = new();

    [Fact]
    public void A_server_that_stalls_for_a_second_shows_in_the_percentiles()
    {
        var began = Run(time =>
        {
            _time.Advance(time);
            var now = _time.GetElapsedTime(0).TotalSeconds - Start;
            _server.IsStalled = now is >= 1 and < 2;
        });

        // A third of the requests was due while it stalled, and waited for half a second in the mean.
        Assert.InRange(began.Count, 299, 300);
        var check = Assert.Single(_log.Totals(HundredASecond.Duration));
        Assert.InRange(check.P50, 0, 20);
        Assert.InRange(check.P90, 600, 800);
        Assert.InRange(check.P99, 950, 1_020);
        Assert.InRange(check.Mean, 150, 180);
    }

    [Fact]
    public void Nothing_waits_for_an_answer()
    {
        _server.IsStalled = true;
        var began = Run(_time.Advance);

        Assert.InRange(began.Count, 299, 300);
        Assert.All(began, static lag => Assert.InRange(lag, TimeSpan.Zero, TimeSpan.FromMilliseconds(1)));
    }

    [Fact]
    public void A_generator_that_oversleeps_says_so_and_counts_it_as_latency()
    {
        var hasOverslept = false;
        var began = Run(time =>
        {
            var overslept = !hasOverslept && _time.GetElapsedTime(0).TotalSeconds - Start >= 1;
            hasOverslept |= overslept;
            _time.Advance(overslept ? TimeSpan.FromMilliseconds(500) : time);
        });

        Assert.InRange(began.Count, 299, 300);
        Assert.InRange(_log.Lag().Max, 480, 510);
        Assert.InRange(_log.Lag().P50, 0, 1);
        var check = Assert.Single(_log.Totals(HundredASecond.Duration));
        Assert.InRange(check.Max, 480, 510);
        Assert.InRange(check.ServiceMean, 0, 1);
    }

    public void Dispose() => _server.Dispose();

    private double Start { get; set; }

    private List<TimeSpan> Run(Action<TimeSpan> wait)
    {
        using var http = new HttpMessageInvoker(_server, disposeHandler: false);
        var api = new ApiClient(http, new Uri("http://server.example"), _log, _time, new RateLimitHints(static _ => { }));
        var request = ApiRequest.Get("/", Credential.Nobody, 200);
        var lags = new List<TimeSpan>();
        var startedAt = _time.GetTimestamp();
        Start = _time.GetElapsedTime(0, startedAt).TotalSeconds;
        new OpenLoop(_time, wait).Run(
            new ArrivalSchedule(HundredASecond, Spacing.Uniform, seed: 1), startedAt,
            (intendedAt, elapsed, lag) =>
            {
                lags.Add(lag);
                _log.RecordLag(intendedAt, lag);
                _ = api.SendAsync(Operations.Check, request, intendedAt, CancellationToken.None);
            },
            CancellationToken.None);
        return lags;
    }

    /// <summary>Answers at once, or, while it stalls, when it goes on.</summary>
    private sealed class StallingServer : HttpMessageHandler
    {
        private readonly List<TaskCompletionSource> _waiting = [];

        public bool IsStalled
        {
            get;
            set
            {
                field = value;
                if (value) return;
                foreach (var one in _waiting.ToArray()) one.SetResult();
                _waiting.Clear();
            }
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (IsStalled)
            {
                var goesOn = new TaskCompletionSource();
                _waiting.Add(goesOn);
                await goesOn.Task;
            }

            return new HttpResponseMessage { Content = new ByteArrayContent([]) };
        }
    }
}
