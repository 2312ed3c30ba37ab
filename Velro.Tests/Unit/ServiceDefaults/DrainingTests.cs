using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Velro.Tests.Integration;

namespace Velro.Tests.Unit.ServiceDefaults;

/// <summary>A process that is told to stop breaks no request: it answers, and has the connection closed with the answer.</summary>
public sealed class DrainingTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task While_requests_come_they_are_answered_and_their_connections_closed()
    {
        await using var app = await StartAsync();
        using (var before = await app.GetAsync("/work")) Assert.NotEqual(true, before.Headers.ConnectionClose);

        var stopping = app.StopAsync();
        for (var elapsed = TimeSpan.Zero; elapsed < TimeSpan.FromSeconds(1.5); elapsed += Step)
        {
            using var answer = await app.GetAsync("/work");
            Assert.Equal((HttpStatusCode.OK, true), (answer.StatusCode, answer.Headers.ConnectionClose));
            _time.Advance(Step);
        }

        Assert.False(stopping.IsCompleted);
        await EndAsync(stopping);
    }

    [Fact]
    public async Task Meanwhile_it_is_not_ready_but_alive()
    {
        await using var app = await StartAsync();
        using (var before = await app.GetAsync("/health")) Assert.Equal(HttpStatusCode.OK, before.StatusCode);

        var stopping = app.StopAsync();
        using (var health = await app.GetAsync("/health")) Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        using (var alive = await app.GetAsync("/alive")) Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
        await EndAsync(stopping);
    }

    [Fact]
    public async Task However_many_come_it_ends_at_the_limit()
    {
        await using var app = await StartAsync();
        var stopping = app.StopAsync();
        using (var answer = await app.GetAsync("/work")) Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        _time.Advance(TimeSpan.FromSeconds(3));

        await stopping.WaitAsync(TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<HttpRequestException>(() => app.GetAsync("/work"));
    }

    private Task<DefaultsApp> StartAsync() => DefaultsApp.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(_time));

    private Task EndAsync(Task stopping) => Eventually.TrueAsync(() =>
    {
        _time.Advance(Step);
        return stopping.IsCompletedSuccessfully;
    });
}
