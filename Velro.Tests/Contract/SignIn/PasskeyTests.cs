using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using OtpNet;
using Velro.AuthApi.Authentication.Passkeys;
using Velro.AuthApi.Authentication.SecondFactor;
using Velro.AuthApi.Authentication.SignIn;
using Velro.Tests.Integration;

namespace Velro.Tests.Contract.SignIn;

/// <summary>Passkeys (WebAuthn Level 3): made by who is signed in, proved at the door.</summary>
public sealed class PasskeyTests(SignInFixture api) : IClassFixture<SignInFixture>
{
    private const string ProveOptions = "/account/passkeys/request-options";

    [Fact]
    public async Task Who_proves_a_passkey_is_signed_in_with_two_factors()
    {
        using var authenticator = new Authenticator();
        var person = await AddAsync(authenticator);
        using var browser = api.CreateBrowser();
        await browser.OpenAsync("/account/sign-in");

        await browser.SubmitAsync("data-passkey", ("credential", authenticator.Prove(await browser.PostAsync(ProveOptions))));

        Assert.Equal("Your account", browser.Heading);
        Assert.Equal("hwk,mfa", await api.QueryAsync<string>(
            $"select array_to_string(methods, ',') from sessions where user_id = '{person.Id}' and ended_at is null order by id desc limit 1"));
    }

    [Theory]
    [InlineData("another origin")]
    [InlineData("another domain")]
    [InlineData("a user who was not verified")]
    [InlineData("an answer of before")]
    [InlineData("another key")]
    [InlineData("nothing")]
    public async Task A_proof_that_is_wrong_in_one_thing_signs_nobody_in(string what)
    {
        using var authenticator = new Authenticator();
        await AddAsync(authenticator);
        using var browser = api.CreateBrowser();
        await browser.OpenAsync("/account/sign-in");
        var options = await browser.PostAsync(ProveOptions);
        using var stranger = new Authenticator();
        stranger.Make("""{"user": {"id": "eA"}, "challenge": "eA"}""");
        var proof = what switch
        {
            "another origin" => authenticator.Prove(options, origin: "http://localhost.evil.example"),
            "another domain" => authenticator.Prove(options, domain: "evil.example"),
            "a user who was not verified" => authenticator.Prove(options, isUserVerified: false),
            "an answer of before" => authenticator.Prove("""{"challenge": "b2xk"}"""),
            "another key" => stranger.Prove(options),
            _ => "",
        };
        await browser.SubmitAsync("data-passkey", ("credential", proof));

        Assert.NotNull(browser.Error);
        await browser.OpenAsync("/account");
        Assert.Equal("Sign in", browser.Heading);
    }

    /// <summary>The cookie of a ceremony can be sent again, and what was proved with it counts once.</summary>
    [Fact]
    public async Task A_proof_that_comes_twice_counts_once()
    {
        using var authenticator = new Authenticator();
        await AddAsync(authenticator);
        using var browser = api.CreateBrowser();
        await browser.OpenAsync("/account/sign-in");
        var proof = authenticator.Prove(await browser.PostAsync(ProveOptions));
        var (page, cookies) = (browser.Page, browser.Cookies);
        await browser.SubmitAsync("data-passkey", ("credential", proof));
        Assert.Equal("Your account", browser.Heading);

        using var thief = api.CreateBrowser();
        thief.Take(page, cookies);
        await thief.SubmitAsync("data-passkey", ("credential", proof));

        Assert.NotNull(thief.Error);
    }

    [Theory]
    [InlineData("http://localhost.evil.example", "localhost")]
    [InlineData("http://localhost", "evil.example")]
    public async Task A_passkey_of_another_place_is_not_stored(string origin, string domain)
    {
        using var authenticator = new Authenticator(origin, domain);
        var person = await api.CreatePersonAsync();
        using var browser = await SignInAsync(person);

        await browser.SubmitAsync(
            "data-passkey", ("credential", authenticator.Make(await browser.PostAsync("/account/passkeys/creation-options"))), ("name", "x"));

        Assert.NotNull(browser.Error);
        Assert.Equal(0, await api.QueryAsync<long>($"select count(*) from passkeys where user_id = '{person.Id}'"));
    }

    [Fact]
    public async Task A_passkey_that_was_removed_signs_nobody_in()
    {
        using var authenticator = new Authenticator();
        var person = await api.CreatePersonAsync();
        using var browser = await SignInAsync(person);
        await AddAsync(browser, authenticator);
        await browser.SubmitAsync("handler=RemovePasskey");
        using var other = api.CreateBrowser();
        await other.OpenAsync("/account/sign-in");

        await other.SubmitAsync("data-passkey", ("credential", authenticator.Prove(await other.PostAsync(ProveOptions))));

        Assert.NotNull(other.Error);
    }

    /// <summary>What was sent before what one signs in with was changed opens nothing after, and the person is told of the change.</summary>
    [Fact]
    public async Task A_passkey_voids_links_that_were_sent_before_and_is_told_by_mail()
    {
        using var authenticator = new Authenticator();
        var person = await api.CreatePersonAsync();
        using var browser = await SignInAsync(person);
        using var other = api.CreateBrowser();
        await other.OpenAsync("/account/forgotten-password");
        await other.SubmitAsync("email", ("email", person.Email));
        var mail = await api.MailToAsync($"To: {person.Email}");
        var link = Regex.Match(mail, "/account/new-password\\S+").Value;

        await AddAsync(browser, authenticator);

        await other.OpenAsync(link);
        await other.SubmitAsync("password", ("password", "an entirely new passphrase"));
        Assert.NotNull(other.Error);
        await Eventually.TrueAsync(() => api.CountMails($"To: {person.Email}") == 2);
        Assert.Contains("A passkey was added", await api.MailToAsync($"To: {person.Email}"), StringComparison.Ordinal);
    }

    /// <summary>A request that is on its way while its session is ended changes nothing that one signs in with.</summary>
    [Fact]
    public async Task A_session_that_has_ended_changes_nothing_any_more()
    {
        using var authenticator = new Authenticator();
        var person = await AddAsync(authenticator);
        var id = await api.QueryAsync<string>($"select id from sessions where user_id = '{person.Id}' and ended_at is null");
        var sessions = api.Services.GetRequiredService<SessionLife>();
        var session = (await sessions.FindAsync(id, TestContext.Current.CancellationToken))!;
        var credential = await api.QueryAsync<byte[]>($"select credential_id from passkeys where user_id = '{person.Id}'");
        await sessions.EndAllAsync(person.Id, "ended_by_user", TestContext.Current.CancellationToken);

        await using var scope = api.Services.CreateAsyncScope();
        var (passkeys, setup) = (scope.ServiceProvider.GetRequiredService<Passkeys>(), scope.ServiceProvider.GetRequiredService<SecondFactorSetup>());
        Assert.False(await passkeys.RemoveAsync(session, credential, TestContext.Current.CancellationToken));
        Assert.False(await setup.DisableAsync(session, TestContext.Current.CancellationToken));
        Assert.Null(await setup.RenewCodesAsync(session, TestContext.Current.CancellationToken));
        Assert.Equal(1, await api.QueryAsync<long>($"select count(*) from passkeys where user_id = '{person.Id}'"));
    }

    /// <summary>
    /// A stolen password signs in, and that is all: it puts no app or passkey in the way of who has the passkey, and takes none away.
    /// </summary>
    [Fact]
    public async Task A_password_alone_changes_nothing_where_there_is_a_passkey()
    {
        using var authenticator = new Authenticator();
        var person = await AddAsync(authenticator);
        using var thief = await SignInAsync(person);

        await thief.OpenAsync("/account/authenticator");
        Assert.Equal("Second factor", thief.Heading);
        await thief.OpenAsync("/account");
        await thief.SubmitAsync("handler=RemovePasskey");
        Assert.Equal("Second factor", thief.Heading);
        Assert.Null(await EnableAsync(person));

        await thief.OpenAsync("/account/second-factor");
        await thief.SubmitAsync("data-passkey", ("credential", authenticator.Prove(await thief.PostAsync(ProveOptions))));
        await thief.OpenAsync("/account/authenticator");
        Assert.Equal("Authenticator app", thief.Heading);
        Assert.NotNull(await EnableAsync(person));
    }

    /// <summary>Sets an app up in the person's latest session, past the pages.</summary>
    private async Task<string[]?> EnableAsync(SignedUp person)
    {
        var id = await api.QueryAsync<string>(
            $"select id from sessions where user_id = '{person.Id}' and ended_at is null order by created_at desc limit 1");
        var session = (await api.Services.GetRequiredService<SessionLife>().FindAsync(id, TestContext.Current.CancellationToken))!;
        await using var scope = api.Services.CreateAsyncScope();
        var factors = scope.ServiceProvider.GetRequiredService<SecondFactors>();
        var key = factors.MakeKey();
        return await scope.ServiceProvider.GetRequiredService<SecondFactorSetup>().EnableAsync(
            session, key, new Totp(Base32Encoding.ToBytes(factors.Reveal(key))).ComputeTotp(), TestContext.Current.CancellationToken);
    }

    private async Task<SignedUp> AddAsync(Authenticator authenticator)
    {
        var person = await api.CreatePersonAsync();
        using var browser = await SignInAsync(person);
        await AddAsync(browser, authenticator);
        return person;
    }

    private static async Task AddAsync(Browser browser, Authenticator authenticator)
    {
        var credential = authenticator.Make(await browser.PostAsync("/account/passkeys/creation-options"));
        await browser.SubmitAsync("data-passkey", ("credential", credential), ("name", "The key of the tests"));
        Assert.Null(browser.Error);
        Assert.Contains("The key of the tests", browser.Page, StringComparison.Ordinal);
    }

    private async Task<Browser> SignInAsync(SignedUp person)
    {
        var browser = api.CreateBrowser();
        await browser.OpenAsync("/account/sign-in");
        await browser.SubmitAsync("password", ("email", person.Email), ("password", person.Password));
        Assert.Equal("Your account", browser.Heading);
        return browser;
    }
}
