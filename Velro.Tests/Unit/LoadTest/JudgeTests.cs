using System.Net;
using System.Text;
using Velro.LoadTest.Arrivals;
using Velro.LoadTest.Http;
using Velro.LoadTest.Measuring;
using Velro.LoadTest.Scenarios;
using Velro.LoadTest.World;

namespace Velro.Tests.Unit.LoadTest;

/// <summary>An answer that is wrong is found, and nothing else is taken for one.</summary>
public sealed class JudgeTests
{
    private readonly Judge _judge = new(static _ => { });

    [Theory]
    [InlineData("""{"decision":true}""", true, 0)]
    [InlineData("""{"context":{"decision":true},"decision":false}""", true, 1)]
    [InlineData("""{"decision":false}""", false, 0)]
    [InlineData("""{"decision":true}""", false, 1)]
    [InlineData("""{}""", false, 1)]
    public void A_decision_is_compared(string body, bool expected, long wrong)
    {
        _judge.Decision(new ApiReply(200, Encoding.UTF8.GetBytes(body), IsAccepted: true), expected, "a question");

        Assert.Equal((1, wrong), (_judge.Judged, _judge.WrongCount));
    }

    [Theory]
    [InlineData(200, true, 0)]
    [InlineData(404, true, 1)]
    [InlineData(403, true, 1)]
    [InlineData(412, true, 0)]
    [InlineData(404, false, 0)]
    [InlineData(403, false, 0)]
    [InlineData(200, false, 1)]
    public void Access_where_there_is_none_is_wrong_and_so_is_the_reverse(int status, bool expected, long wrong)
    {
        _judge.Access(new ApiReply(status, [], IsAccepted: true), expected, "a request");

        Assert.Equal((1, wrong), (_judge.Judged, _judge.WrongCount));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public void Who_does_not_answer_has_not_answered_wrongly(int status)
    {
        _judge.Access(new ApiReply(status, [], IsAccepted: false), expected: true, "a request");
        _judge.Decision(new ApiReply(status, [], IsAccepted: false), expected: true, "a question");

        Assert.Equal(0, _judge.Judged);
    }

    [Fact]
    public async Task A_revocation_that_a_later_check_does_not_see_is_wrong()
    {
        var world = WorldShapeTests.World();
        world.People[0].Guest.Granted = Role.Editor;
        await ShareAsync(world, request => request.Method == HttpMethod.Delete
            ? new HttpResponseMessage(HttpStatusCode.NoContent)
            : Json("""{"decision":true}"""));

        Assert.Equal(Role.None, world.People[0].Guest.Granted);
        Assert.Equal(_judge.Judged - 1, _judge.WrongCount);
        Assert.NotEqual(0, _judge.WrongCount);
        Assert.True(world.People[0].Guest.TryHold());
    }

    [Fact]
    public async Task Where_it_is_not_known_what_became_of_a_write_nothing_is_claimed_any_more()
    {
        var world = WorldShapeTests.World();
        await ShareAsync(world, static request => throw new HttpRequestException("The connection was reset."));

        Assert.Equal(0, _judge.Judged);
        Assert.False(world.People[0].Guest.TryHold());
    }

    [Fact]
    public async Task A_sharing_that_somebody_is_changing_is_left_to_them()
    {
        var world = WorldShapeTests.World();
        Assert.True(world.People[0].Guest.TryHold());
        var written = new List<string>();
        await ShareAsync(world, request =>
        {
            written.Add(request.RequestUri!.AbsolutePath);
            return new HttpResponseMessage(HttpStatusCode.Created);
        });

        Assert.DoesNotContain("project-0/", written[0], StringComparison.Ordinal);
    }

    /// <summary>Lets the first person share their project, with dice by which both questions are asked.</summary>
    private async Task ShareAsync(LoadWorld world, Func<HttpRequestMessage, HttpResponseMessage> answer)
    {
        using var http = new HttpMessageInvoker(new Server(answer));
        var api = new ApiClient(
            http, new Uri("http://server.example"), new LatencyLog(), TimeProvider.System, new RateLimitHints(static _ => { }));
        var dice = Enumerable.Range(0, 100).Select(static seed => new Dice((ulong)seed)).First(static dice => dice.Next(2) + dice.Next(2) == 2);
        await GenerationScenario.ShareAsync(new Turn(
            world, world.People[0], dice, TimeProvider.System.GetTimestamp(), api, new SignIns(world, TimeProvider.System), _judge,
            TestContext.Current.CancellationToken));
    }

    private static HttpResponseMessage Json(string json) => new() { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(json)) };

    private sealed class Server(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(answer(request));
    }
}
