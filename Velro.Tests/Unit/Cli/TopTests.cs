using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Spectre.Console;
using Velro.Cli.Top;

namespace Velro.Tests.Unit.Cli;

/// <summary><c>velro top</c>: rates of counts, and how they are shown.</summary>
public sealed class TopTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void A_rate_is_what_was_counted_between_the_two_times_that_a_node_spoke()
    {
        var history = new TopHistory();
        Assert.Null(history.Add(LookAt(0, requests: 1000)).RequestsPerSecond);

        var figures = history.Add(LookAt(5, requests: 1100));

        Assert.Equal(20, figures.RequestsPerSecond);
        Assert.Equal(20, figures.Operations.Single().PerSecond);
        Assert.Equal(0.25, figures.Nodes[0].CpuShare);
        Assert.Equal(0.9, figures.Cache.ProcessHitRatio!.Value, precision: 6);
    }

    [Fact]
    public void What_a_node_says_twice_is_no_standstill()
    {
        var history = new TopHistory();
        history.Add(LookAt(0, requests: 1000));
        history.Add(LookAt(5, requests: 1100));

        Assert.Equal(20, history.Add(LookAt(5, requests: 1100)).RequestsPerSecond);
    }

    [Fact]
    public void A_node_that_began_anew_has_no_rate_until_it_spoke_again()
    {
        var history = new TopHistory();
        history.Add(LookAt(0, requests: 1000));
        Assert.Null(history.Add(LookAt(5, requests: 3, started: 4)).RequestsPerSecond);

        Assert.Equal(1.4, history.Add(LookAt(10, requests: 10, started: 4)).RequestsPerSecond!.Value, precision: 6);
    }

    [Fact]
    public void Denials_are_told_by_reason_and_warnings_as_alerts()
    {
        var history = new TopHistory();
        history.Add(LookAt(0, requests: 0, denied: 0));
        var figures = history.Add(LookAt(10, requests: 100, denied: 20, isWarning: true));

        Assert.Equal(2, figures.Decisions.DeniedByReason["no_access"]);
        Assert.Contains("memory reaches its limit in 30 min", Assert.Single(figures.Alerts), StringComparison.Ordinal);
    }

    [Fact]
    public void In_a_pipe_it_is_plain_text()
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);

        TopCommand.Write(FiguresAfter(), isJson: false, text);

        Assert.DoesNotContain('\u001b', text.ToString());
        Assert.Contains("POST /access/v1/evaluation", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("90 % in the process", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void As_json_it_has_the_same_figures()
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);

        TopCommand.Write(FiguresAfter(), isJson: true, text);

        var json = JsonElement.Parse(text.ToString());
        Assert.Equal(20, json.GetProperty("requestsPerSecond").GetDouble());
        Assert.Equal("a", json.GetProperty("nodes")[0].GetProperty("node").GetString());
    }

    /// <summary>No line is longer than the terminal, down to what is still of use.</summary>
    [Theory]
    [InlineData(200)]
    [InlineData(100)]
    [InlineData(80)]
    [InlineData(50)]
    public void It_fits_the_terminal(int width)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = width;

        console.Write(TopView.Draw(FiguresAfter(), width));

        Assert.All(text.ToString().Split('\n'), line => Assert.True(line.TrimEnd().Length <= width, line));
        Assert.Contains("p99 ms", text.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, "does not know this key")]
    [InlineData(HttpStatusCode.Forbidden, "needs the scope 'operations'")]
    [InlineData(HttpStatusCode.NotFound, "no operations API")]
    public async Task What_refuses_is_said_and_is_final(HttpStatusCode status, string expected)
    {
        using var http = new HttpClient(new Canned(status, "{}")) { BaseAddress = new Uri("http://localhost:1") };

        var refused = await Assert.ThrowsAsync<TopException>(() => new OperationsClient(http).LookAsync(Cancellation));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.True(refused.IsFinal);
    }

    [Fact]
    public async Task A_node_without_its_database_may_be_asked_again()
    {
        using var http = new HttpClient(new Canned(HttpStatusCode.ServiceUnavailable, """{"code": "database.unavailable"}""")) { BaseAddress = new Uri("http://localhost:1") };

        var refused = await Assert.ThrowsAsync<TopException>(() => new OperationsClient(http).LookAsync(Cancellation));

        Assert.Contains("503 (database.unavailable)", refused.Message, StringComparison.Ordinal);
        Assert.False(refused.IsFinal);
    }

    [Fact]
    public async Task What_is_away_is_said()
    {
        var client = OperationsClient.Create("http://127.0.0.1:1", "vk_x");

        var away = await Assert.ThrowsAsync<TopException>(() => client.LookAsync(Cancellation));

        Assert.Contains("http://127.0.0.1:1 does not answer", away.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://velro.example.com", "in clear")]
    [InlineData("ftp://localhost", "not the address")]
    [InlineData("velro", "not the address")]
    public void A_key_goes_to_no_address_that_it_should_not(string url, string expected) => Assert.Contains(
        expected, Assert.Throws<TopException>(() => OperationsClient.Create(url, "secret-key")).Message, StringComparison.Ordinal);

    [Fact]
    public void Without_a_key_it_says_where_to_put_one()
    {
        var errors = new StringWriter(CultureInfo.InvariantCulture);

        var exit = Velro.Cli.VelroCommand.Run(["top", "--key-file", "/nowhere/key"], TextWriter.Null, errors);

        Assert.Equal(Velro.Cli.VelroCommand.Failed, exit);
        Assert.Contains("/nowhere/key", errors.ToString(), StringComparison.Ordinal);
    }

    private static TopFigures FiguresAfter()
    {
        var history = new TopHistory();
        history.Add(LookAt(0, requests: 1000));
        return history.Add(LookAt(5, requests: 1100));
    }

    private static Look LookAt(int at, long requests, int started = -3600, double denied = 0, bool isWarning = false)
    {
        var (now, bounds) = (Start.AddSeconds(at), (double[])[0.001, 0.01, 0.1]);
        var node = new NodeLook(
            "a", "authapi", Start.AddSeconds(started), now, 100 + (at * 0.5), 2, 200 << 20, 8L << 30, "Current",
            [new OperationLook("POST /access/v1/evaluation", requests, 0, [requests, 0, 0, 0])],
            new() { ["permitted"] = requests, ["denied"] = denied }, new() { ["no_access"] = denied }, [],
            [new AdaptedLook("feed.poll_interval", 0.02, "s", 0.01, 0.025, true, 1, now, "changes")],
            [new AheadLook("memory", 0.8, isWarning ? 1800 : null, isWarning, isWarning ? 1 : 0)]);
        return new Look(
            new NodesLook(bounds, [node]),
            new CachesLook([new NodeCacheLook("a", "authapi", now, new CacheLook(new ReadsLook(requests * 8, requests, 0, requests), new SharedLook(0, 0)))]),
            new PoolsLook([new PoolLook("a", "authapi", "authorization", 25, 5, 1, 4, 0, 0, null)]),
            new FeedLook([new NodeFeedLook("a", "Current", 0.02, 0.025)], 7, null, new() { ["user"] = 2 }));
    }

    private sealed class Canned(HttpStatusCode status, string body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, "application/problem+json") });
    }
}
