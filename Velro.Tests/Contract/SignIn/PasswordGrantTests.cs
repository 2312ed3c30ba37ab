using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Velro.AuthApi.Authentication.SignIn;
using Velro.Tests.Contract.Management;
using Velro.Tests.Integration.Caching;

namespace Velro.Tests.Contract.SignIn;

/// <summary>Signing in by password, and going on by refresh token (RFC 6749, RFC 9700).</summary>
public sealed class PasswordGrantTests(SignInFixture api) : IClassFixture<SignInFixture>
{
    [Fact]
    public async Task Who_has_the_password_is_who_they_say()
    {
        var person = await api.CreatePersonAsync();

        var tokens = await api.SignInAsync(person);

        Assert.Equal(person.Id, (await api.With(tokens.AccessToken).GetAsync("/v1/me")).Ok().Id);
    }

    /// <summary>OWASP ASVS 2.2.1, 2.2.3: neither the answer nor what is done for it tells whether there is such an account.</summary>
    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_are_answered_alike()
    {
        var person = await api.CreatePersonAsync();

        const string refused = "select count(*) from audit_events where action = 'sign_in.refused' and resource_id = ";
        var wrong = await SignInAsync(person.Email, "another passphrase");
        var unknown = await SignInAsync("nobody@example.com", "another passphrase");

        Assert.Equal(HttpStatusCode.BadRequest, wrong.Status);
        Assert.Equal("invalid_grant", wrong.Text("error"));
        Assert.Equal(wrong.Body.GetRawText(), unknown.Body.GetRawText());
        Assert.Equal(1, await api.QueryAsync<long>($"{refused}'{person.Id}'"));
        Assert.True(await api.QueryAsync<long>($"{refused}'unknown'") > 0);
    }

    [Theory]
    [InlineData("velro-web")]
    [InlineData("nobody")]
    public async Task Only_the_first_party_client_may_send_a_password(string client)
    {
        var person = await api.CreatePersonAsync();

        var refused = await api.ConnectAsync(
            "token", ("grant_type", "password"), ("client_id", client), ("username", person.Email), ("password", person.Password));

        Assert.Contains(refused.Text("error"), (string[])["unauthorized_client", "invalid_client"]);
    }

    /// <summary>Where the database takes more letters for the same than limits do, each spelling would have attempts of its own.</summary>
    [Fact]
    public async Task An_address_in_look_alike_letters_is_another_address()
    {
        var person = await api.CreatePersonAsync();
        var email = $"kim-{person.Id}@example.com";
        await api.Database.RunAsync($"update users set email = '{email}' where id = '{person.Id}'");
        var kelvin = $"\u212Aim-{person.Id}@example.com";

        (await api.ConnectAsync("token", Fields(email.ToUpperInvariant()))).Ok();
        var refused = await api.ConnectAsync("token", Fields(kelvin));

        Assert.Equal("invalid_grant", refused.Text("error"));

        (string, string)[] Fields(string name) =>
            [("grant_type", "password"), ("client_id", "velro-cli"), ("username", name), ("password", person.Password)];
    }

    [Fact]
    public async Task A_refresh_token_gives_another_one_and_the_session_goes_on()
    {
        var first = await api.SignInAsync(await api.CreatePersonAsync());

        var second = TokenSet.Of((await api.RefreshAsync(first.RefreshToken!)).Ok());

        Assert.NotEqual(first.RefreshToken, second.RefreshToken);
        var sessions = (await api.With(second.AccessToken).GetAsync("/v1/me/sessions")).Ok().Body.GetProperty("items");
        Assert.True(Assert.Single(sessions.EnumerateArray()).GetProperty("isCurrent").GetBoolean());
    }

    /// <summary>RFC 9700, section 4.14.2: the thief and the robbed cannot be told apart, so that both are out, on every node.</summary>
    [Fact]
    public async Task A_refresh_token_that_comes_twice_ends_the_whole_family_at_once()
    {
        var person = await api.CreatePersonAsync();
        var first = await api.SignInAsync(person);
        var second = TokenSet.Of((await api.RefreshAsync(first.RefreshToken!)).Ok());
        (await api.ElsewhereWith(second.AccessToken).GetAsync("/v1/me")).Ok();

        var replayed = await api.RefreshAsync(first.RefreshToken!);

        Assert.Equal("invalid_grant", replayed.Text("error"));
        Assert.Equal("invalid_grant", (await api.RefreshAsync(second.RefreshToken!)).Text("error"));
        await api.IsRefusedEverywhereAsync(second.AccessToken);
        Assert.Equal(1, await api.QueryAsync<long>(
            $"select count(*) from audit_events where action = 'session.ended' and actor_id = '{person.Id}' and details->>'reason' = 'token_replayed'"));
    }

    [Fact]
    public async Task An_address_is_the_same_however_it_is_cased()
    {
        using var client = api.CreateClient();
        using var form = new FormUrlEncodedContent([new("grant_type", "password"), new("client_id", "velro-cli")]);
        using var answer = await client.PostAsync(new Uri("/Connect/Token", UriKind.Relative), form, TestContext.Current.CancellationToken);

        Assert.Equal(System.Net.HttpStatusCode.BadRequest, answer.StatusCode);
    }

    /// <summary>What ended otherwise ended once, and was not ended by a thief.</summary>
    [Fact]
    public async Task A_refresh_token_that_comes_again_after_signing_out_ends_nothing()
    {
        var person = await api.CreatePersonAsync();
        var first = await api.SignInAsync(person);
        var second = TokenSet.Of((await api.RefreshAsync(first.RefreshToken!)).Ok());
        (await api.With(second.AccessToken).DeleteAsync("/v1/me/sessions")).Ok(System.Net.HttpStatusCode.NoContent);

        Assert.Equal("invalid_grant", (await api.RefreshAsync(first.RefreshToken!)).Text("error"));

        Assert.Equal(0, await api.QueryAsync<long>(
            $"select count(*) from audit_events where action = 'session.ended' and actor_id = '{person.Id}'"));
    }

    /// <summary>Two that come at the same moment: at most one is answered, and the family ends.</summary>
    [Fact]
    public async Task A_refresh_token_that_comes_many_times_at_once_counts_once_and_ends_the_family()
    {
        var tokens = await api.SignInAsync(await api.CreatePersonAsync());

        var replies = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => api.RefreshAsync(tokens.RefreshToken!)));

        Assert.InRange(replies.Count(static reply => reply.Status == HttpStatusCode.OK), 0, 1);
        await api.IsRefusedEverywhereAsync(tokens.AccessToken);
        foreach (var reply in replies.Where(static reply => reply.Status == HttpStatusCode.OK))
            Assert.Equal("invalid_grant", (await api.RefreshAsync(reply.Text("refresh_token")!)).Text("error"));
    }

    /// <summary>What was given is the most that a refresh gives, however it asks.</summary>
    [Fact]
    public async Task A_refresh_gives_no_more_than_was_given()
    {
        var person = await api.CreatePersonAsync();
        var narrow = TokenSet.Of((await api.ConnectAsync(
            "token", ("grant_type", "password"), ("client_id", "velro-cli"), ("username", person.Email), ("password", person.Password),
            ("scope", "offline_access check users.read"))).Ok());

        var refreshed = (await api.ConnectAsync(
            "token", ("grant_type", "refresh_token"), ("client_id", "velro-cli"), ("refresh_token", narrow.RefreshToken!),
            ("scope", "offline_access"))).Ok();

        (await api.With(refreshed.Text("access_token")).GetAsync("/v1/teams")).Problem(HttpStatusCode.Forbidden, "scope.missing");
        (await api.With(refreshed.Text("access_token")).GetAsync("/v1/me/sessions")).Problem(HttpStatusCode.Forbidden, "scope.missing");
    }

    /// <summary>A password that was tried before it was changed begins nothing after.</summary>
    [Fact]
    public async Task What_was_proved_before_a_change_begins_no_session_after_it()
    {
        var person = await api.CreatePersonAsync();
        var signIn = api.Services.GetRequiredService<PasswordSignIn>();
        var sessions = api.Services.GetRequiredService<SessionLife>();
        var origin = new SignInOrigin("198.51.100.1", "test");
        var proved = await signIn.TryAsync(person.Email, person.Password, code: null, origin, TestContext.Current.CancellationToken);
        var change = new { currentPassword = person.Password, newPassword = "an entirely new passphrase" };
        (await api.With((await api.SignInAsync(person)).AccessToken).PostAsync("/v1/me/password", change)).Ok(HttpStatusCode.NoContent);

        var begun = await sessions.BeginAsync(
            new NewSession(SessionLife.NewId(), proved.Account!, "velro-cli", proved.Methods, origin), TestContext.Current.CancellationToken);

        Assert.Null(begun);
    }

    [Fact]
    public async Task A_token_that_is_given_back_ends_its_session()
    {
        var tokens = await api.SignInAsync(await api.CreatePersonAsync());

        (await api.ConnectAsync("revocation", ("client_id", "velro-cli"), ("token", tokens.RefreshToken!))).Ok();

        await api.IsRefusedEverywhereAsync(tokens.AccessToken);
        Assert.Equal("invalid_grant", (await api.RefreshAsync(tokens.RefreshToken!)).Text("error"));
    }

    /// <summary>
    /// RIGHTS.md F2: who guesses is slowed down, and nobody else is: whoever has the password gets in from elsewhere.
    /// </summary>
    [Fact]
    public async Task F2_who_guesses_is_told_to_wait_and_shuts_nobody_out()
    {
        var person = await api.CreatePersonAsync();
        for (var i = 0; i < 10; i++) Assert.Equal("invalid_grant", (await SignInAsync(person.Email, $"guess number {i}")).Text("error"));

        var eleventh = await SignInAsync(person.Email.ToUpperInvariant(), person.Password);

        eleventh.Problem(HttpStatusCode.TooManyRequests, "rate.limited");
        await api.SignInAsync(await api.CreatePersonAsync());
        (await api.ConnectFromAsync(
            "203.0.113.7", "token", ("grant_type", "password"), ("client_id", "velro-cli"), ("username", person.Email),
            ("password", person.Password))).Ok();
    }

    [Theory]
    [InlineData("username", "x")]
    [InlineData("password", "")]
    public async Task What_cannot_be_right_is_wrong(string field, string value)
    {
        var person = await api.CreatePersonAsync();
        var fields = new Dictionary<string, string>
        {
            ["grant_type"] = "password",
            ["client_id"] = "velro-cli",
            ["username"] = person.Email,
            ["password"] = person.Password,
            [field] = value,
        };

        var refused = await api.ConnectAsync("token", [.. fields.Select(static one => (one.Key, one.Value))]);

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
    }

    private Task<Reply> SignInAsync(string email, string password) => api.ConnectAsync(
        "token", ("grant_type", "password"), ("client_id", "velro-cli"), ("username", email), ("password", password));
}
