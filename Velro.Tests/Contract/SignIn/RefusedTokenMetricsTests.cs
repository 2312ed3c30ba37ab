using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Velro.Tests.Contract.SignIn;

/// <summary>Callers are told of a refused token that it is refused, and operators in numbers why.</summary>
public sealed class RefusedTokenMetricsTests(SignInFixture api) : IClassFixture<SignInFixture>
{
    [Fact]
    public async Task Each_refused_token_is_counted_once_by_its_cause()
    {
        var causes = new ConcurrentQueue<string>();
        using var listener = Listen(causes);
        var tokens = await api.SignInAsync(await api.CreatePersonAsync());
        var forge = new Forge(api, tokens.AccessToken);
        var now = DateTimeOffset.UtcNow;
        (string Token, string Cause)[] wrong =
        [
            (forge.ByAnotherKey(), "signature"), (forge.WithIssuer("https://elsewhere.example/"), "issuer"), (forge.WithAudience("velro-web"), "audience"),
            (forge.WithType("JWT"), "type"), (forge.Between(now.AddMinutes(1), now.AddMinutes(5)), "not_yet_valid"),
            (forge.Between(now.AddMinutes(-10), now.AddSeconds(-1)), "expired"), (forge.WithSession("019ab3c4-7d5e-7f60-8a91-b2c3d4e5f6ff"), "session_ended"),
            ("not.a.token", "malformed"),
        ];
        foreach (var (token, _) in wrong) await api.With(token).GetAsync("/v1/me");

        Assert.Equal(wrong.Select(static one => one.Cause), causes);
    }

    /// <summary>On the way of a check a credential is read twice.</summary>
    [Fact]
    public async Task A_check_counts_a_refused_token_once_too()
    {
        var causes = new ConcurrentQueue<string>();
        using var listener = Listen(causes);
        await api.With("not.a.token").PostAsync(Evaluations.Path, new { subject = Evaluations.Entity("user:alice") });

        Assert.Equal(["malformed"], causes);
    }

    private MeterListener Listen(ConcurrentQueue<string> causes)
    {
        var factory = api.Services.GetRequiredService<IMeterFactory>();
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Name == "velro.tokens.refused" && instrument.Meter.Scope == factory) listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => causes.Enqueue($"{tags[0].Value}"));
        listener.Start();
        return listener;
    }
}
