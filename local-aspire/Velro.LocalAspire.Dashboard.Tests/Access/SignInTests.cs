using System.Net;

namespace Velro.LocalAspire.Dashboard.Tests.Access;

public sealed class SignInTests(RunningDashboard dashboard) : IClassFixture<RunningDashboard>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/")]
    [InlineData("/traces?errors=true")]
    [InlineData("/download/structuredlogs")]
    public async Task Who_has_no_cookie_is_sent_to_the_login_page_and_sees_nothing(string path)
    {
        using var browser = dashboard.Browser();
        using var answer = await browser.GetAsync(path, Stop);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal($"/login?returnUrl={Uri.EscapeDataString(path)}", answer.Headers.Location!.PathAndQuery);
    }

    [Fact]
    public async Task Nor_does_the_connection_of_the_pages_open_without_the_cookie()
    {
        using var browser = dashboard.Browser();
        using var answer = await browser.PostAsync("/_blazor/negotiate?negotiateVersion=1", null, Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task The_login_page_asks_for_the_token_without_knowing_who_asks()
    {
        using var browser = dashboard.Browser();
        var page = await browser.GetStringAsync("/login", Stop);
        Assert.Contains("type=\"password\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain(RunningDashboard.Token, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_link_of_the_console_gives_a_cookie_that_scripts_cannot_read()
    {
        using var browser = dashboard.Browser();
        using var answer = await browser.GetAsync($"/login?t={RunningDashboard.Token}", Stop);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("/", answer.Headers.Location!.OriginalString);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        using var page = await browser.GetAsync("/", Stop);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("<h1", await page.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("the-toke")]
    [InlineData("the-token1")]
    [InlineData("THE-TOKEN")]
    public async Task Another_token_does_not(string token)
    {
        using var browser = dashboard.Browser();
        using var answer = await browser.GetAsync($"/login?t={token}", Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        using var form = new FormUrlEncodedContent([new("t", token)]);
        using var posted = await browser.PostAsync("/login", form, Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, posted.StatusCode);
    }

    [Theory]
    [InlineData("/traces?errors=true", "/traces?errors=true")]
    [InlineData("https://example.com/", "/")]
    [InlineData("//example.com/", "/")]
    [InlineData("/\\example.com", "/")]
    [InlineData("", "/")]
    public async Task A_form_leads_back_to_where_a_person_wanted_to_go_and_nowhere_else(string wanted, string led)
    {
        using var browser = dashboard.Browser();
        using var form = new FormUrlEncodedContent([new("t", $" {RunningDashboard.Token} "), new("returnUrl", wanted)]);
        using var answer = await browser.PostAsync("/login", form, Stop);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(led, answer.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("localhost.evil.example")]
    public async Task Other_names_for_this_machine_are_refused(string host)
    {
        using var browser = dashboard.Browser();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/login");
        request.Headers.Host = host;
        using var answer = await browser.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("http://localhost:5080")]
    [InlineData("null")]
    [InlineData("https://evil.example")]
    public async Task Other_origins_cannot_act_with_the_cookie(string origin)
    {
        using var browser = dashboard.Browser();
        using var entered = await browser.GetAsync($"/login?t={RunningDashboard.Token}", Stop);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1");
        request.Headers.Add("Origin", origin);
        using var answer = await browser.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Pages_ask_nothing_of_other_machines_and_are_in_no_frame()
    {
        using var browser = dashboard.Browser(follows: true);
        using var page = await browser.GetAsync($"/login?t={RunningDashboard.Token}", Stop);
        var policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'self'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
    }
}
