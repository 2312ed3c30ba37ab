using System.Net;
using System.Text.RegularExpressions;
using Velro.Tests.Contract.Management;

namespace Velro.Tests.Contract.SignIn;

/// <summary>Signing up, and a new password, by mail (RIGHTS.md E3).</summary>
public sealed partial class SignUpTests(SignInFixture api) : IClassFixture<SignInFixture>
{
    private readonly string _email = $"{Guid.CreateVersion7():N}@example.com";

    [Fact]
    public async Task E3_who_answers_the_mail_with_the_password_has_an_account()
    {
        await SignUpAsync(_email);
        using var browser = api.CreateBrowser();

        await browser.OpenAsync(await LinkToAsync(_email));
        await browser.SubmitAsync("password", ("password", SignInFixture.Password));

        Assert.Equal("Your account", browser.Heading);
        await api.SignInAsync(new SignedUp("", _email, SignInFixture.Password));
    }

    [Fact]
    public async Task E3_a_sign_up_is_answered_alike_whether_the_address_is_known_or_not()
    {
        var known = await api.CreatePersonAsync();

        var (first, second) = (await SignUpAsync(known.Email), await SignUpAsync(_email));

        Assert.Equal(HttpStatusCode.Accepted, first.Status);
        Assert.Equal((first.Status, first.Body.ValueKind, first.Location), (second.Status, second.Body.ValueKind, second.Location));
        Assert.Contains("has an account already", await api.MailToAsync(known.Email), StringComparison.Ordinal);
        Assert.Contains("/account/confirm", await api.MailToAsync(_email), StringComparison.Ordinal);
        Assert.Equal(0, await api.QueryAsync<long>($"select count(*) from users where email = '{_email}'"));
    }

    /// <summary>Whoever signs up with another's address has no account by that one following a link of a mail.</summary>
    [Fact]
    public async Task The_link_alone_makes_nothing()
    {
        await SignUpAsync(_email);
        using var browser = api.CreateBrowser();

        await browser.OpenAsync(await LinkToAsync(_email));
        await browser.SubmitAsync("password", ("password", "not the one that was chosen"));

        Assert.NotNull(browser.Error);
        Assert.Equal(0, await api.QueryAsync<long>($"select count(*) from users where email = '{_email}'"));
    }

    [Fact]
    public async Task A_link_makes_one_account()
    {
        await SignUpAsync(_email);
        var link = await LinkToAsync(_email);
        foreach (var expected in (string[])["Your account", "Confirm your account"])
        {
            using var browser = api.CreateBrowser();
            await browser.OpenAsync(link);
            await browser.SubmitAsync("password", ("password", SignInFixture.Password));
            Assert.Equal(expected, browser.Heading);
        }
    }

    [Theory]
    [InlineData("""{"displayName": "Ann", "password": "correct battery staple"}""", "email")]
    [InlineData("""{"displayName": "Ann", "email": "ann@example.com"}""", "password")]
    [InlineData("""{"displayName": "Ann", "email": "ann@example.com", "password": "short"}""", "password")]
    [InlineData("""{"displayName": "Ann", "email": "ann@example.com", "password": "correct battery staple", "isAdministrator": true}""", "isAdministrator")]
    public async Task What_is_not_well_formed_is_refused_by_field(string body, string field)
    {
        var refused = (await api.With(null).PostAsync("/v1/users", Json.Of(body))).Problem(HttpStatusCode.BadRequest, "request.invalid");

        Assert.Equal([field], refused.Fields);
    }

    [Theory]
    [InlineData(9, HttpStatusCode.BadRequest)]
    [InlineData(10, HttpStatusCode.Accepted)]
    [InlineData(256, HttpStatusCode.Accepted)]
    [InlineData(257, HttpStatusCode.BadRequest)]
    public async Task A_password_has_10_to_256_characters(int length, HttpStatusCode expected) =>
        Assert.Equal(expected, (await api.With(null).PostAsync(
            "/v1/users", new { displayName = "Ann", email = _email, password = new string('x', length) })).Status);

    [Fact]
    public async Task A_forgotten_password_is_replaced_by_mail_once_and_ends_every_session()
    {
        var person = await api.CreatePersonAsync();
        var tokens = await api.SignInAsync(person);
        using var browser = api.CreateBrowser();
        await browser.OpenAsync("/account/forgotten-password");
        await browser.SubmitAsync("email", ("email", person.Email));
        var link = await LinkToAsync(person.Email);

        await browser.OpenAsync(link);
        await browser.SubmitAsync("password", ("password", "an entirely new passphrase"));

        Assert.Equal("Sign in", browser.Heading);
        await api.IsRefusedEverywhereAsync(tokens.AccessToken);
        await api.SignInAsync(person with { Password = "an entirely new passphrase" });
        await browser.OpenAsync(link);
        await browser.SubmitAsync("password", ("password", "yet another new passphrase"));
        Assert.NotNull(browser.Error);
    }

    /// <summary>Who asks is answered as before.</summary>
    [Fact]
    public async Task F2_nobody_is_sent_mails_without_end()
    {
        for (var i = 0; i < 8; i++) Assert.Equal(HttpStatusCode.Accepted, (await SignUpAsync(_email)).Status);

        // Mails are sent one after the other.
        await SignUpAsync($"next-{_email}");
        await api.MailToAsync($"To: next-{_email}");
        Assert.Equal(5, api.CountMails($"To: {_email}"));
    }

    [Fact]
    public async Task Nobody_is_told_whether_there_is_an_account_to_write_to()
    {
        using var browser = api.CreateBrowser();
        await browser.OpenAsync("/account/forgotten-password");

        await browser.SubmitAsync("email", ("email", "nobody@example.com"));

        Assert.Equal("Look at your mail", browser.Heading);
    }

    private Task<Reply> SignUpAsync(string email) =>
        api.With(null).PostAsync("/v1/users", new { email, password = SignInFixture.Password, displayName = "Somebody" });

    private async Task<string> LinkToAsync(string email) => new Uri(Links().Match(await api.MailToAsync(email)).Value).PathAndQuery;

    [GeneratedRegex("http://\\S+token=\\S+")]
    private static partial Regex Links();
}
