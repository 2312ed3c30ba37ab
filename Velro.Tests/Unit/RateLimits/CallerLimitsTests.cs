using System.Net;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Velro.AuthApi.Problems;
using Velro.AuthApi.RateLimits;
using Velro.Authorization.Callers;
using Velro.Tests.Stores;

namespace Velro.Tests.Unit.RateLimits;

/// <summary>Who may ask how often, by default (RIGHTS.md F2).</summary>
public sealed class CallerLimitsTests : IDisposable
{
    private static readonly IPAddress Here = IPAddress.Parse("203.0.113.7");
    private static readonly IPAddress There = IPAddress.Parse("198.51.100.9");

    private readonly TestMeterFactory _meters = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2027, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly CallerLimits _limits;
    private readonly SignInLimits _signIns;
    private readonly MailLimits _mails;

    public CallerLimitsTests()
    {
        var (counters, ids, options) = (new RateCounters(_time), new RateIds(PostgresFixture.MasterKey), Options.Create(new RateLimitOptions()));
        var metrics = new RateLimitMetrics(_meters);
        (_limits, _signIns) = (new CallerLimits(counters, ids, options, metrics), new SignInLimits(counters, ids, options, metrics));
        _mails = new MailLimits(counters, ids, options, metrics);
    }

    [Fact]
    public void F2_a_key_may_ask_for_as_many_evaluations_as_it_likes_unless_it_has_a_limit_of_its_own()
    {
        Assert.Null(_limits.ObjectionToChecks(Key("k"), 1_000_000));
        Assert.Null(_limits.ObjectionToChecks(new Caller(CallerKind.Client, "s", "ann", IsAdministrator: false, [Scopes.Check]), 1_000_000));

        var limited = Key("l") with { EvaluationsPerSecond = 100 };
        Assert.Null(_limits.ObjectionToChecks(limited, 99));
        Assert.Null(_limits.ObjectionToChecks(limited, 1));
        AssertLimited(_limits.ObjectionToChecks(limited, 1), "\"checks\";q=100;w=1");
        Assert.Null(_limits.ObjectionToChecks(Key("m") with { EvaluationsPerSecond = 100 }, 100));
    }

    [Fact]
    public void F2_a_person_may_ask_for_50_evaluations_a_second_in_all_sessions_together()
    {
        for (var i = 0; i < 50; i++) Assert.Null(_limits.ObjectionToChecks(Person("ann", $"session-{i % 3}"), 1));
        AssertLimited(_limits.ObjectionToChecks(Person("ann", "session-4"), 1), "\"checks\";q=50;w=1");
        Assert.Null(_limits.ObjectionToChecks(Person("bob", "session-5"), 50));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(_limits.ObjectionToChecks(Person("ann", "session-1"), 50));
    }

    [Fact]
    public void F2_each_evaluation_of_a_batch_counts_and_one_that_can_never_be_is_told_so()
    {
        Assert.Null(_limits.ObjectionToChecks(Person("ann", "s"), 30));
        AssertLimited(_limits.ObjectionToChecks(Person("ann", "s"), 21), "\"checks\";q=50;w=1");
        Assert.Null(_limits.ObjectionToChecks(Person("ann", "s"), 20));
        Assert.Contains("Send fewer", _limits.ObjectionToChecks(Person("bob", "s"), 51)!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void F2_a_caller_may_manage_600_times_a_minute_for_each_user_it_acts_for()
    {
        var key = Key("k") with { IsAdministrator = true, Scopes = [Scopes.Admin] };
        for (var i = 0; i < 600; i++) Assert.Null(_limits.ObjectionToManagement(key, "ann"));
        AssertLimited(_limits.ObjectionToManagement(key, "ann"), "\"management\";q=600;w=60");
        Assert.Null(_limits.ObjectionToManagement(key, "bob"));
        Assert.Null(_limits.ObjectionToManagement(key, actAs: null));
    }

    [Fact]
    public void F2_who_may_not_act_for_others_gets_no_further_by_naming_them()
    {
        for (var i = 0; i < 600; i++) Assert.Null(_limits.ObjectionToManagement(Key("k"), $"user-{i}"));
        AssertLimited(_limits.ObjectionToManagement(Key("k"), "another"), "\"management\";q=600;w=60");
    }

    [Fact]
    public void D4_requests_without_a_credential_are_limited_by_address()
    {
        for (var i = 0; i < 600; i++) Assert.Null(_limits.ObjectionToAnonymous(Here));
        AssertLimited(_limits.ObjectionToAnonymous(Here), "\"anonymous\";q=600;w=60");
        Assert.Null(_limits.ObjectionToAnonymous(There));
    }

    [Fact]
    public void F2_one_may_try_to_sign_in_10_times_a_minute_to_an_account_from_an_address_and_shuts_nobody_else_out()
    {
        for (var i = 0; i < 10; i++) Assert.Equal(TimeSpan.Zero, _signIns.TryTake(i % 2 == 0 ? "ann@example.com" : " Ann@Example.com", Here));
        Assert.True(_signIns.TryTake("ann@example.com", Here) > TimeSpan.Zero);
        AssertLimited(_signIns.ObjectionTo("ann@example.com", Here), "\"sign-in-account\";q=10;w=60");
        Assert.Equal(TimeSpan.Zero, _signIns.TryTake("ann@example.com", There));
        Assert.Equal(TimeSpan.Zero, _signIns.TryTake("bob@example.com", Here));
    }

    [Fact]
    public void F2_an_address_may_ask_the_endpoints_of_OAuth_3000_times_a_minute()
    {
        for (var i = 0; i < 3000; i++) Assert.Null(_limits.ObjectionToOAuth(Here));
        AssertLimited(_limits.ObjectionToOAuth(Here), "\"oauth\";q=3000;w=60");
        Assert.Null(_limits.ObjectionToOAuth(There));
    }

    [Fact]
    public void F2_one_is_sent_5_mails_in_ten_minutes_whoever_has_them_sent()
    {
        for (var i = 0; i < 5; i++) Assert.True(_mails.TryTake(i % 2 == 0 ? "ann@example.com" : " Ann@Example.com"));
        Assert.False(_mails.TryTake("ann@example.com"));
        Assert.True(_mails.TryTake("bob@example.com"));
        _time.Advance(TimeSpan.FromMinutes(20));
        Assert.True(_mails.TryTake("ann@example.com"));
    }

    [Fact]
    public void F2_one_may_try_to_sign_in_100_times_a_minute_from_an_address()
    {
        for (var i = 0; i < 100; i++) Assert.Null(_signIns.ObjectionTo($"user-{i}@example.com", Here));
        AssertLimited(_signIns.ObjectionTo("another@example.com", Here), "\"sign-in-address\";q=100;w=60");
        Assert.Null(_signIns.ObjectionTo("another@example.com", There));
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Null(_signIns.ObjectionTo("another@example.com", Here));
    }

    public void Dispose() => _meters.Dispose();

    private static Caller Key(string id) => new(CallerKind.ServiceKey, id, "owner", IsAdministrator: false, [Scopes.Check]);

    private static Caller Person(string user, string session) => new(CallerKind.Person, session, user, IsAdministrator: false, [Scopes.Check]);

    private static void AssertLimited(Problem? problem, string limit)
    {
        Assert.Equal((429, "rate.limited", limit), (problem?.Status, problem?.Code, problem?.Limit));
        Assert.True(problem!.RetryAfter >= 1);
    }
}
