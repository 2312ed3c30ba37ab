using System.Net;
using System.Text;
using System.Web;
using Microsoft.Extensions.Time.Testing;
using Velro.LoadTest.Arrivals;
using Velro.LoadTest.Http;
using Velro.LoadTest.Measuring;
using Velro.LoadTest.Scenarios;
using Velro.LoadTest.World;

namespace Velro.Tests.Unit.LoadTest;

/// <summary>People keep their sessions over a run that is longer than their tokens.</summary>
public sealed class TokenRenewalTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _sent = [];
    private readonly LatencyLog _log = new();
    private HttpStatusCode _refreshed = HttpStatusCode.OK;

    [Fact]
    public async Task A_token_that_is_about_to_end_is_exchanged_first_and_the_new_one_is_sent()
    {
        var person = Person();
        _time.Advance(TimeSpan.FromMinutes(9));
        await ActAsync(person);
        await ActAsync(person);

        Assert.Equal(["refresh_token r0", "Bearer a1", "Bearer a1"], _sent);
        Assert.Equal(["token-refresh", "profile"], _log.Totals(TimeSpan.FromSeconds(1)).Select(static one => one.Name));
    }

    [Fact]
    public async Task A_token_that_counts_for_long_is_left_alone()
    {
        var person = Person();
        _time.Advance(TimeSpan.FromMinutes(5));
        await ActAsync(person);

        Assert.Equal(["Bearer a0"], _sent);
    }

    [Fact]
    public async Task Who_acts_twice_at_once_exchanges_it_once_and_the_old_one_counts_meanwhile()
    {
        var person = Person();
        _time.Advance(TimeSpan.FromMinutes(9));
        Assert.True(person.TryRenew());
        await ActAsync(person);

        Assert.Equal(["Bearer a0"], _sent);
    }

    [Fact]
    public async Task Whose_session_is_over_signs_in_again()
    {
        var person = Person();
        _time.Advance(TimeSpan.FromMinutes(9));
        _refreshed = HttpStatusCode.BadRequest;
        await ActAsync(person);
        await ActAsync(person);

        Assert.Equal(["refresh_token r0", "Bearer a0", "password ", "Bearer a1"], _sent);
    }

    private Person Person()
    {
        var person = new Person(0, "person-0", "ann@load.example", new Credential("vk_key", "person-0"));
        person.Take("a0", "r0", _time.GetUtcNow(), _time.GetUtcNow().AddMinutes(10));
        return person;
    }

    private async Task ActAsync(Person person)
    {
        var world = WorldShapeTests.World();
        using var http = new HttpMessageInvoker(new Server(this));
        var api = new ApiClient(http, new Uri("http://server.example"), _log, _time, new RateLimitHints(static _ => { }));
        var turn = new Turn(
            world, person, new Dice(1), _time.GetTimestamp(), api, new SignIns(world, _time), new Judge(static _ => { }),
            TestContext.Current.CancellationToken);
        await turn.SignInAsync();
        await AuthenticationScenario.ReadProfileAsync(turn);
    }

    private sealed class Server(TokenRenewalTests test) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Content is null)
            {
                test._sent.Add(request.Headers.Authorization!.ToString());
                return Json(HttpStatusCode.OK, """{"id":"person-0"}""");
            }

            var form = HttpUtility.ParseQueryString(await request.Content.ReadAsStringAsync(cancellationToken));
            test._sent.Add($"{form["grant_type"]} {form["refresh_token"]}");
            return form["grant_type"] == "password" || test._refreshed == HttpStatusCode.OK
                ? Json(HttpStatusCode.OK, """{"access_token":"a1","refresh_token":"r1","expires_in":600}""")
                : Json(test._refreshed, """{"error":"invalid_grant"}""");
        }

        private static HttpResponseMessage Json(HttpStatusCode status, string json) =>
            new(status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(json)) };
    }
}
