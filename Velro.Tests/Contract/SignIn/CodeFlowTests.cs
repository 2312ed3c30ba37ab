using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Web;
using Microsoft.IdentityModel.Tokens;
using Velro.Tests.Contract.Management;

namespace Velro.Tests.Contract.SignIn;

/// <summary>Authorization code with PKCE (RFC 6749 section 4.1, RFC 7636), through the pages that a person sees.</summary>
public sealed class CodeFlowTests(SignInFixture api) : IClassFixture<SignInFixture>
{
    private const string Callback = "http://127.0.0.1:7777/callback";

    private readonly string _verifier = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));

    private string Challenge => Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(_verifier)));

    [Fact]
    public async Task A_person_signs_in_consents_and_the_client_has_its_tokens()
    {
        var person = await api.CreatePersonAsync();
        using var browser = api.CreateBrowser();

        var tokens = await SignInAsync(browser, person);

        Assert.Equal(person.Id, (await api.With(tokens.AccessToken).GetAsync("/v1/me")).Ok().Id);
        Assert.NotNull(tokens.IdToken);
        var sessions = (await api.With(tokens.AccessToken).GetAsync("/v1/me/sessions")).Ok().Body.GetProperty("items").EnumerateArray().ToArray();
        var ofClient = Assert.Single(sessions, static session => session.GetProperty("client").GetString() == "velro-web");
        var ofBrowser = Assert.Single(sessions, static session => session.GetProperty("client").GetString() == "velro-account");
        Assert.Equal(ofBrowser.GetProperty("id").GetString(), ofClient.GetProperty("parentId").GetString());
    }

    [Fact]
    public async Task A_person_who_consented_is_not_asked_again()
    {
        using var browser = api.CreateBrowser();
        await SignInAsync(browser, await api.CreatePersonAsync());

        await browser.OpenAsync(Question());

        Assert.Equal(7777, browser.At.Port);
        Assert.NotNull(CodeOf(browser));
    }

    [Fact]
    public async Task A_person_who_says_no_is_not_spoken_for()
    {
        using var browser = api.CreateBrowser();
        await EnterAsync(browser, await api.CreatePersonAsync());

        await browser.SubmitAsync("decision", ("decision", "no"));

        Assert.Equal("access_denied", HttpUtility.ParseQueryString(browser.At.Query)["error"]);
    }

    /// <summary>RFC 9700, section 2.1.1: a code that comes twice was stolen; what it gave counts no more.</summary>
    [Fact]
    public async Task A_code_that_comes_twice_ends_what_it_began()
    {
        using var browser = api.CreateBrowser();
        var code = await CodeForAsync(browser, await api.CreatePersonAsync());
        var tokens = TokenSet.Of((await RedeemAsync(code, _verifier)).Ok());

        var again = await RedeemAsync(code, _verifier);

        Assert.Equal("invalid_grant", again.Text("error"));
        await api.IsRefusedEverywhereAsync(tokens.AccessToken);
    }

    [Fact]
    public async Task A_code_that_comes_many_times_at_once_counts_once_and_ends_what_it_began()
    {
        using var browser = api.CreateBrowser();
        var code = await CodeForAsync(browser, await api.CreatePersonAsync());

        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RedeemAsync(code, _verifier)));

        Assert.All(replies, static reply => Assert.Contains(reply.Status, (HttpStatusCode[])[HttpStatusCode.OK, HttpStatusCode.BadRequest]));
        foreach (var reply in replies.Where(static reply => reply.Status == HttpStatusCode.OK))
            await api.IsRefusedEverywhereAsync(reply.Text("access_token")!);
    }

    /// <summary>A grant of less is no grant of more: a client that asks for other things is asked about again.</summary>
    [Fact]
    public async Task Consent_to_little_is_no_consent_to_everything()
    {
        using var browser = api.CreateBrowser();
        await EnterAsync(browser, await api.CreatePersonAsync(), ("scope", "openid check"));
        await browser.SubmitAsync("decision", ("decision", "yes"));
        Assert.NotNull(CodeOf(browser));

        await browser.OpenAsync(Question(("scope", "openid")));

        Assert.Equal("Let it in?", browser.Heading);
    }

    /// <summary>A client signs itself out, also when nobody is signed in at the pages any more.</summary>
    [Fact]
    public async Task A_client_that_signs_out_ends_its_session_from_any_browser()
    {
        using var browser = api.CreateBrowser();
        var tokens = await SignInAsync(browser, await api.CreatePersonAsync());
        using var other = api.CreateBrowser();

        await other.OpenAsync($"/connect/endsession?id_token_hint={tokens.IdToken}");

        await api.IsRefusedEverywhereAsync(tokens.AccessToken);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("anotherVerifierThatIsLongEnoughToBeOneOfThem0123456789")]
    public async Task A_code_is_worth_nothing_without_its_proof(string? verifier)
    {
        using var browser = api.CreateBrowser();
        var code = await CodeForAsync(browser, await api.CreatePersonAsync());

        var refused = await RedeemAsync(code, verifier);

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
    }

    [Fact]
    public async Task A_code_is_redeemed_where_it_was_sent_to()
    {
        using var browser = api.CreateBrowser();
        var code = await CodeForAsync(browser, await api.CreatePersonAsync());

        var refused = await RedeemAsync(code, _verifier, redirect: "https://web.example/callback");

        Assert.Equal("invalid_grant", refused.Text("error"));
    }

    /// <summary>The server shows what is wrong itself: an address that it does not know is no place to send an error to.</summary>
    [Theory]
    [InlineData("redirect_uri", "https://evil.example/callback")]
    [InlineData("redirect_uri", "https://web.example/callback/../evil")]
    [InlineData("redirect_uri", "http://127.0.0.1:7777/other")]
    [InlineData("redirect_uri", "http://127.0.0.1.evil.example:7777/callback")]
    [InlineData("client_id", "nobody")]
    [InlineData("client_id", "velro-cli")]
    public async Task A_question_that_names_a_strange_place_goes_nowhere(string parameter, string value)
    {
        using var browser = api.CreateBrowser();

        await browser.OpenAsync(Question((parameter, value)));

        Assert.Equal(HttpStatusCode.BadRequest, browser.Status);
        Assert.StartsWith("/connect/authorize", browser.At.AbsolutePath, StringComparison.Ordinal);
    }

    /// <summary>A question without a proof, or with one that everybody can read, is refused before anybody signs in (PKCE downgrade).</summary>
    [Theory]
    [InlineData("code_challenge", "")]
    [InlineData("code_challenge_method", "plain")]
    [InlineData("response_type", "token")]
    [InlineData("scope", "openid admin")]
    public async Task A_question_that_asks_for_less_safety_is_refused(string parameter, string value)
    {
        using var browser = api.CreateBrowser();

        await browser.OpenAsync(Question((parameter, value)));

        Assert.True(
            browser.Status == HttpStatusCode.BadRequest || HttpUtility.ParseQueryString(browser.At.Query)["error"] is not null,
            $"{browser.Status} {browser.At}");
        Assert.NotEqual("Sign in", browser.Heading);
    }

    [Fact]
    public async Task A_client_that_wants_nothing_shown_is_told_what_it_lacks()
    {
        using var browser = api.CreateBrowser();

        await browser.OpenAsync(Question(("prompt", "none")));

        Assert.Equal("login_required", HttpUtility.ParseQueryString(browser.At.Query)["error"]);
    }

    [Fact]
    public async Task A_client_that_wants_a_new_sign_in_gets_one_and_then_its_code()
    {
        var person = await api.CreatePersonAsync();
        using var browser = api.CreateBrowser();
        await SignInAsync(browser, person);

        await browser.OpenAsync(Question(("prompt", "login")));
        Assert.Equal("Sign in", browser.Heading);
        await browser.SubmitAsync("password", ("email", person.Email), ("password", person.Password));

        Assert.NotNull(CodeOf(browser));
    }

    /// <summary>One client that wants the person to sign in again does not throw the others out of the browser.</summary>
    [Fact]
    public async Task Signing_in_again_as_the_same_person_lets_clients_go_on()
    {
        var person = await api.CreatePersonAsync();
        using var browser = api.CreateBrowser();
        var tokens = await SignInAsync(browser, person);

        await browser.OpenAsync("/account/sign-in");
        await browser.SubmitAsync("password", ("email", person.Email), ("password", person.Password));

        (await api.With(tokens.AccessToken).GetAsync("/v1/me")).Ok();
        var stranger = await api.CreatePersonAsync();
        await browser.OpenAsync("/account/sign-in");
        await browser.SubmitAsync("password", ("email", stranger.Email), ("password", stranger.Password));
        await api.IsRefusedEverywhereAsync(tokens.AccessToken);
    }

    /// <summary>A person who refuses is on record as one who consents is.</summary>
    [Fact]
    public async Task Who_does_not_consent_gives_no_code()
    {
        var person = await api.CreatePersonAsync();
        using var browser = api.CreateBrowser();
        await EnterAsync(browser, person);

        await browser.SubmitAsync("decision", ("decision", "no"));

        Assert.Null(CodeOf(browser));
        Assert.Contains("access_denied", browser.At.Query, StringComparison.Ordinal);
        Assert.Equal(1, await api.QueryAsync<long>(
            $"select count(*) from audit_events where action = 'consent.refused' and resource_id = '{person.Id}'"));
    }

    /// <summary>Text that the database cannot keep, and forms that are no such, are the caller's mistake, wherever they stand.</summary>
    [Theory]
    [InlineData("/connect/token", "username")]
    [InlineData("/connect/token", "client_id")]
    [InlineData("/connect/introspect", "client_id")]
    [InlineData("/connect/revocation", "token")]
    public async Task A_null_character_in_a_form_is_refused_and_no_failure_here(string path, string field)
    {
        var fields = new Dictionary<string, string>
        {
            ["grant_type"] = "password",
            ["client_id"] = "velro-cli",
            ["username"] = "ann@example.com",
            ["password"] = "something",
            ["token"] = "x",
        };
        fields[field] = "a\0b@example.com";
        Assert.Equal("request.invalid", await CodeOfAsync(path, fields));
    }

    [Fact]
    public async Task A_form_of_endless_fields_is_refused_and_no_failure_here()
    {
        var fields = Enumerable.Range(0, 2000).ToDictionary(static i => $"f{i}", static i => "");
        Assert.Equal("request.invalid", await CodeOfAsync("/connect/token", fields));
    }

    [Theory]
    [InlineData("/connect/authorize?response_type=code&client_id=a%00b")]
    [InlineData("/connect/endsession?client_id=a%00b&post_logout_redirect_uri=https%3A%2F%2Fweb.example%2F")]
    [InlineData("/account/confirm?token=a%00b")]
    public async Task A_null_character_in_an_address_is_refused_and_no_failure_here(string address)
    {
        using var client = api.CreateClient();
        using var answer = await client.GetAsync(address, TestContext.Current.CancellationToken);

        Assert.True((int)answer.StatusCode < 500, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private async Task<string?> CodeOfAsync(string path, IEnumerable<KeyValuePair<string, string>> fields)
    {
        using var client = api.CreateClient();
        using var answer = await client.PostAsync(path, new FormUrlEncodedContent(fields), TestContext.Current.CancellationToken);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("code").GetString();
    }

    /// <summary>Step-up: what a policy sees as <c>context.acr</c> is what the person proved.</summary>
    [Fact]
    public async Task A_client_that_wants_a_second_factor_sends_the_person_to_one()
    {
        var person = await api.CreatePersonAsync();
        using var browser = api.CreateBrowser();
        await SignInAsync(browser, person);

        await browser.OpenAsync(Question(("acr_values", "aal2")));

        Assert.Equal("Second factor", browser.Heading);
    }

    [Fact]
    public async Task Signing_out_by_the_client_ends_the_browser_s_session_and_its_own()
    {
        using var browser = api.CreateBrowser();
        var tokens = await SignInAsync(browser, await api.CreatePersonAsync());

        await browser.OpenAsync($"/connect/endsession?id_token_hint={tokens.IdToken}");

        Assert.Equal("Signed out", browser.Heading);
        await api.IsRefusedEverywhereAsync(tokens.AccessToken);
        await browser.OpenAsync("/account");
        Assert.Equal("Sign in", browser.Heading);
    }

    /// <summary>Else any page could sign people out by a picture.</summary>
    [Fact]
    public async Task A_link_alone_signs_nobody_out()
    {
        using var browser = api.CreateBrowser();
        var tokens = await SignInAsync(browser, await api.CreatePersonAsync());

        await browser.OpenAsync("/connect/endsession");

        Assert.Equal("Sign out?", browser.Heading);
        (await api.With(tokens.AccessToken).GetAsync("/v1/me")).Ok();
    }

    private async Task<TokenSet> SignInAsync(Browser browser, SignedUp person) =>
        TokenSet.Of((await RedeemAsync(await CodeForAsync(browser, person), _verifier)).Ok());

    private async Task<string> CodeForAsync(Browser browser, SignedUp person)
    {
        await EnterAsync(browser, person);
        await browser.SubmitAsync("decision", ("decision", "yes"));
        return CodeOf(browser) ?? throw new InvalidOperationException($"{browser.At} {browser.Page}");
    }

    private async Task EnterAsync(Browser browser, SignedUp person, params (string Name, string Value)[] changes)
    {
        await browser.OpenAsync(Question(changes));
        Assert.Equal("Sign in", browser.Heading);
        await browser.SubmitAsync("password", ("email", person.Email), ("password", person.Password));
        Assert.Equal("Let it in?", browser.Heading);
    }

    private Task<Reply> RedeemAsync(string code, string? verifier, string redirect = Callback) => api.ConnectAsync(
        "token", ("grant_type", "authorization_code"), ("client_id", "velro-web"), ("code", code), ("redirect_uri", redirect),
        ("code_verifier", verifier ?? ""));

    private static string? CodeOf(Browser browser) => HttpUtility.ParseQueryString(browser.At.Query)["code"];

    private string Question(params (string Name, string Value)[] changes)
    {
        var parameters = new Dictionary<string, string>
        {
            ["response_type"] = "code",
            ["client_id"] = "velro-web",
            ["redirect_uri"] = Callback,
            ["scope"] = "openid profile offline_access",
            ["state"] = "x",
            ["code_challenge"] = Challenge,
            ["code_challenge_method"] = "S256",
        };
        foreach (var (name, value) in changes) parameters[name] = value;
        return "/connect/authorize?" + string.Join('&', parameters.Where(static one => one.Value.Length > 0)
            .Select(static one => $"{one.Key}={Uri.EscapeDataString(one.Value)}"));
    }
}
