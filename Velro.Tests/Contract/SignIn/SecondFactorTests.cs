using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using OtpNet;
using Velro.AuthApi.Authentication.SecondFactor;
using Velro.AuthApi.Authentication.SignIn;
using Velro.Tests.Contract.Management;
using Velro.Tests.Integration;
using Velro.Tests.Integration.Caching;

namespace Velro.Tests.Contract.SignIn;

/// <summary>An authenticator app as a second factor (RFC 6238), and the codes for who has lost it.</summary>
public sealed class SecondFactorTests(SignInFixture api) : IClassFixture<SignInFixture>
{
    [Fact]
    public async Task A8_a_password_alone_does_not_do_for_who_has_an_app()
    {
        var (person, app, _) = await CreatePersonWithAppAsync();

        var refused = await SignInAsync(person, code: null);

        Assert.Equal("mfa_required", refused.Text("error"));
        Assert.Equal(1, await api.QueryAsync<long>(
            $"select count(*) from audit_events where action = 'sign_in.second_factor_asked' and resource_id = '{person.Id}'"));
        (await SignInAsync(person, Next(app))).Ok();
    }

    /// <summary>RFC 6238, section 5.2: who looks over the shoulder has nothing.</summary>
    [Fact]
    public async Task A_code_counts_once()
    {
        var (person, app, _) = await CreatePersonWithAppAsync();
        var code = Next(app);
        (await SignInAsync(person, code)).Ok();

        var again = await SignInAsync(person, code);

        Assert.Equal("invalid_grant", again.Text("error"));
    }

    [Fact]
    public async Task A_recovery_code_counts_once_however_it_is_written()
    {
        var (person, _, codes) = await CreatePersonWithAppAsync();
        var written = codes[3].ToLowerInvariant().Replace('-', ' ');

        (await SignInAsync(person, written)).Ok();

        Assert.Equal("invalid_grant", (await SignInAsync(person, codes[3])).Text("error"));
        (await SignInAsync(person, codes[4])).Ok();
    }

    [Theory]
    [InlineData("000000")]
    [InlineData("not a code")]
    [InlineData("")]
    public async Task A_wrong_code_is_refused(string code)
    {
        var (person, _, _) = await CreatePersonWithAppAsync();

        Assert.Equal("invalid_grant", (await SignInAsync(person, code)).Text("error"));
    }

    /// <summary>
    /// Who has the password and guesses codes has ten guesses, from however many addresses; a recovery code still does, and the person
    /// has those.
    /// </summary>
    [Fact]
    public async Task Guessing_codes_comes_to_an_end_and_shuts_nobody_out()
    {
        var (person, app, codes) = await CreatePersonWithAppAsync();
        for (var i = 0; i < 10; i++)
            Assert.Equal("invalid_grant", (await SignInAsync(person, $"{i:000000}", $"203.0.113.{i}")).Text("error"));

        Assert.Equal("invalid_grant", (await SignInAsync(person, Next(app), "203.0.113.100")).Text("error"));
        (await SignInAsync(person, codes[0], "203.0.113.101")).Ok();
        Assert.Equal("invalid_grant", (await SignInAsync(person, "000000", "203.0.113.102")).Text("error"));
    }

    /// <summary>
    /// Ten more after an hour would be years of guesses: each wait is twice the one before, and the person learns that somebody has their password.
    /// With another one the guesser is out, and codes count again.
    /// </summary>
    [Fact]
    public async Task Guessing_codes_takes_ever_longer_and_the_person_is_told()
    {
        var (person, app, _) = await CreatePersonWithAppAsync();
        await GuessAsync(0);
        Assert.Equal(1, await HoursToWaitAsync());
        await Eventually.TrueAsync(() => api.CountMails($"To: {person.Email}") == 2);
        Assert.Contains("many wrong codes", await api.MailToAsync($"To: {person.Email}"), StringComparison.Ordinal);

        await PassAsync();
        await GuessAsync(10);
        Assert.Equal(2, await HoursToWaitAsync());
        await PassAsync();
        await GuessAsync(20);
        Assert.Equal(4, await HoursToWaitAsync());
        Assert.Equal(3, await api.QueryAsync<long>(
            $"select count(*) from audit_events where action = 'second_factor.codes_wait' and resource_id = '{person.Id}'"));

        var changed = await RenewPasswordAsync(person, "an entirely new passphrase");
        (await SignInAsync(changed, Next(app), "203.0.113.200")).Ok();

        async Task GuessAsync(int first)
        {
            for (var i = first; i < first + 10; i++)
                Assert.Equal("invalid_grant", (await SignInAsync(person, "not it", $"203.0.113.{i}")).Text("error"));
        }

        Task<int> HoursToWaitAsync() => api.QueryAsync<int>(
            $"select ceil(extract(epoch from codes_wait_until - now()) / 3600)::int from accounts where user_id = '{person.Id}'");

        Task PassAsync() => api.Database.RunAsync($"update accounts set codes_wait_until = now() where user_id = '{person.Id}'");
    }

    /// <summary>A session is surer by a code, and no younger: it is not signing in again, as clients and changes of what one signs in with want it.</summary>
    [Fact]
    public async Task A_code_alone_is_not_signing_in_again()
    {
        var (person, app, _) = await CreatePersonWithAppAsync();
        using var browser = api.CreateBrowser();
        await browser.OpenAsync("/account/sign-in");
        await browser.SubmitAsync("password", ("email", person.Email), ("password", person.Password));
        await browser.SubmitAsync("code", ("code", Next(app)));
        await api.Database.RunAsync($"update sessions set authenticated_at = now() - interval '1 hour' where user_id = '{person.Id}'");
        await api.Database.RunAsync($"update accounts set last_code_step = 0 where user_id = '{person.Id}'");

        await browser.OpenAsync("/account/second-factor");
        await browser.SubmitAsync("code", ("code", Next(app)));
        Assert.Equal("Your account", browser.Heading);
        await browser.OpenAsync("/account/authenticator");

        Assert.Equal("Sign in", browser.Heading);
    }

    /// <summary>RIGHTS.md A2. Who lost the phone and the codes, or found that a thief set up an app, cannot help themselves.</summary>
    [Fact]
    public async Task An_administrator_takes_away_what_was_lost_or_is_somebody_else_s()
    {
        var (person, app, codes) = await CreatePersonWithAppAsync();
        var tokens = TokenSet.Of((await SignInAsync(person, Next(app))).Ok());
        var path = $"/v1/users/{person.Id}/second-factor";
        Assert.Equal("administrator.required", (await api.With(tokens.AccessToken).DeleteAsync(path)).Code);

        Assert.Equal(HttpStatusCode.NoContent, (await api.Administrator.DeleteAsync(path)).Status);

        await api.IsRefusedEverywhereAsync(tokens.AccessToken);
        Assert.Equal("invalid_grant", (await SignInAsync(person with { Password = "not the password" }, codes[0])).Text("error"));
        (await SignInAsync(person, code: null)).Ok();
        Assert.Equal(2, await api.QueryAsync<int>(
            $"select (details->>'sessionsEnded')::int from audit_events where action = 'user.second_factor_ended' and resource_id = '{person.Id}'"));
        await Eventually.TrueAsync(() => api.CountMails("An administrator took away") > 0);

        Assert.Equal(HttpStatusCode.NoContent, (await api.Administrator.DeleteAsync(path)).Status);
        Assert.Equal("user.unknown", (await api.Administrator.DeleteAsync("/v1/users/nobody/second-factor")).Code);
    }

    /// <summary>Who had a session before is out when the person makes the account safer.</summary>
    [Fact]
    public async Task Setting_up_an_app_ends_every_other_session()
    {
        var person = await api.CreatePersonAsync();
        var before = await api.SignInAsync(person);

        await SetUpAsync(person);

        await api.IsRefusedEverywhereAsync(before.AccessToken);
    }

    /// <summary>OWASP ASVS 3.2.1: who copied the cookie before has nothing of what was proved since.</summary>
    [Fact]
    public async Task Proving_more_begins_another_session_and_ends_the_one_before()
    {
        var person = await api.CreatePersonAsync();
        using var browser = api.CreateBrowser();
        await browser.OpenAsync("/account/sign-in");
        await browser.SubmitAsync("password", ("email", person.Email), ("password", person.Password));
        var stolen = browser.Cookies;
        await browser.OpenAsync("/account/authenticator");
        var app = new App(browser.Codes.Single());
        await browser.SubmitAsync("code", ("code", app.At(steps: -1)));

        using var thief = api.CreateBrowser();
        thief.Take("", stolen);
        await thief.OpenAsync("/account");

        Assert.Equal("Sign in", thief.Heading);
        await browser.OpenAsync("/account");
        Assert.Equal("Your account", browser.Heading);
    }

    /// <summary>Recovery codes stand for an app that was lost. Who has a password alone makes none, and proves nothing more by one.</summary>
    [Fact]
    public async Task Without_an_app_no_recovery_codes_are_made_and_none_counts()
    {
        var person = await api.CreatePersonAsync();
        using var browser = api.CreateBrowser();
        await browser.OpenAsync("/account/sign-in");
        await browser.SubmitAsync("password", ("email", person.Email), ("password", person.Password));
        await browser.OpenAsync("/account/authenticator");

        // The browser is sent away.
        await Assert.ThrowsAsync<HttpRequestException>(() => browser.PostAsync("/account/authenticator?handler=Renew"));

        Assert.Equal(0, await api.QueryAsync<int>($"select cardinality(recovery_codes) from accounts where user_id = '{person.Id}'"));

        var (codes, hashes) = SecondFactors.MakeRecoveryCodes(person.Id);
        await api.Database.RunAsync($"update accounts set recovery_codes = array['{string.Join("','", hashes)}'] where user_id = '{person.Id}'");
        var signIn = api.Services.GetRequiredService<PasswordSignIn>();
        var account = (await signIn.FindAsync(person.Id, TestContext.Current.CancellationToken))!;
        var outcome = await signIn.TryCodeAsync(account, codes[0], [], new SignInOrigin("", ""), TestContext.Current.CancellationToken);
        Assert.Equal(SignInVerdict.Refused, outcome.Result);
    }

    [Fact]
    public async Task The_token_says_how_sure_it_is()
    {
        var (person, app, _) = await CreatePersonWithAppAsync();
        var tokens = TokenSet.Of((await SignInAsync(person, Next(app))).Ok());

        var token = new Microsoft.IdentityModel.JsonWebTokens.JsonWebToken(tokens.AccessToken);

        Assert.Equal("aal2", token.GetPayloadValue<string>("acr"));
    }

    [Fact]
    public async Task The_pages_ask_for_the_code_after_the_password()
    {
        var (person, app, _) = await CreatePersonWithAppAsync();
        using var browser = api.CreateBrowser();
        await browser.OpenAsync("/account/sign-in");
        await browser.SubmitAsync("password", ("email", person.Email), ("password", person.Password));
        Assert.Equal("Second factor", browser.Heading);

        await browser.OpenAsync("/account");
        Assert.Equal("Sign in", browser.Heading);
        await browser.OpenAsync("/account/second-factor");
        await browser.SubmitAsync("code", ("code", Next(app)));

        Assert.Equal("Your account", browser.Heading);
    }

    /// <summary>A leaked database has neither the key nor the codes.</summary>
    [Fact]
    public async Task Neither_the_key_nor_the_codes_are_stored_as_they_are()
    {
        var (person, app, codes) = await CreatePersonWithAppAsync();

        var stored = await api.QueryAsync<string>($"select row_to_json(a)::text from accounts a where user_id = '{person.Id}'");

        Assert.DoesNotContain(app.Key, stored, StringComparison.OrdinalIgnoreCase);
        Assert.All(codes, code => Assert.DoesNotContain(code.Replace("-", "", StringComparison.Ordinal), stored, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("argon2", stored, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Sets another password by way of a mail.</summary>
    private async Task<SignedUp> RenewPasswordAsync(SignedUp person, string password)
    {
        var before = api.CountMails($"To: {person.Email}");
        using var browser = api.CreateBrowser();
        await browser.OpenAsync("/account/forgotten-password");
        await browser.SubmitAsync("email", ("email", person.Email));
        await Eventually.TrueAsync(() => api.CountMails($"To: {person.Email}") > before);
        await browser.OpenAsync(Regex.Match(await api.MailToAsync($"To: {person.Email}"), "/account/new-password\\S+").Value);
        await browser.SubmitAsync("password", ("password", password));
        return person with { Password = password };
    }

    private Task<Reply> SignInAsync(SignedUp person, string? code, string? address = null)
    {
        (string, string)[] fields =
            [("grant_type", "password"), ("client_id", "velro-cli"), ("username", person.Email), ("password", person.Password)];
        return api.ConnectFromAsync(address, "token", code is null ? fields : [.. fields, ("otp", code)]);
    }

    private async Task<(SignedUp Person, App App, string[] Codes)> CreatePersonWithAppAsync()
    {
        var person = await api.CreatePersonAsync();
        var (app, codes) = await SetUpAsync(person);
        return (person, app, codes);
    }

    private async Task<(App App, string[] Codes)> SetUpAsync(SignedUp person)
    {
        using var browser = api.CreateBrowser();
        await browser.OpenAsync("/account/sign-in");
        await browser.SubmitAsync("password", ("email", person.Email), ("password", person.Password));
        await browser.OpenAsync("/account/authenticator");
        var app = new App(browser.Codes.Single());
        await browser.SubmitAsync("code", ("code", app.At(steps: -1)));
        Assert.Equal("Recovery codes", browser.Heading);
        return (app, browser.Codes);
    }

    /// <summary>The code that the app shows now: another one than it was set up with.</summary>
    private static string Next(App app) => app.At(steps: 0);

    private sealed record App(string Key)
    {
        public string At(int steps) => new Totp(Base32Encoding.ToBytes(Key)).ComputeTotp(DateTime.UtcNow.AddSeconds(30 * steps));
    }
}
