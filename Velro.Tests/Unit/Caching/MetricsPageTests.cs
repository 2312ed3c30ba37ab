using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using Velro.AuthApi.Audit;
using Velro.AuthApi.Authentication.Passwords;
using Velro.AuthApi.Authentication.SignIn;
using Velro.AuthApi.RateLimits;
using Velro.AuthApi.ServiceKeys;
using Velro.Caching;
using Velro.Tests.Snapshots;

namespace Velro.Tests.Unit.Caching;

public sealed class MetricsPageTests
{
    [Fact]
    public void Every_instrument_of_caches_keys_limits_and_records_is_on_the_page_of_metrics()
    {
        var page = new Snapshot("docs/telemetry.md").Read();
        using var meters = new TestMeterFactory();
        var names = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Scope == meters) names.Add(instrument.Name);
            },
        };
        listener.Start();
        _ = new CacheMetrics(meters);
        _ = new ServiceKeyMetrics(meters);
        _ = new RateLimitMetrics(meters);
        _ = new DecisionMetrics(meters);
        using var threads = new HashingThreads(Options.Create(new PasswordOptions()));
        _ = new SignInMetrics(meters, threads);

        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.Contains($"`{name}`", page, StringComparison.Ordinal));
    }
}
