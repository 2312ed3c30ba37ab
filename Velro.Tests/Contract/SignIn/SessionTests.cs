using System.Net;
using Velro.Tests.Integration.Caching;

namespace Velro.Tests.Contract.SignIn;

/// <summary>Sessions: what ends one ends it on every node, within the clock's lag, and at once for who has the write's revision.</summary>
public sealed class SessionTests(SignInFixture api) : IClassFixture<SignInFixture>
{
    [Fact]
    public async Task A_session_is_shown_with_device_and_time_and_can_be_ended_from_another()
    {
        var person = await api.CreatePersonAsync();
        var (here, there) = (await api.SignInAsync(person), await api.SignInAsync(person));
        var me = api.With(here.AccessToken);
        var listed = (await me.GetAsync("/v1/me/sessions")).Ok().Body.GetProperty("items").EnumerateArray().ToArray();
        var other = Assert.Single(listed, static session => !session.GetProperty("isCurrent").GetBoolean());

        var ended = await me.DeleteAsync($"/v1/me/sessions/{other.GetProperty("id").GetString()}");

        ended.Ok(HttpStatusCode.NoContent);
        Assert.Equal("velro-cli", other.GetProperty("client").GetString());
        await api.IsRefusedAtOnceAsync(there.AccessToken, ended.Revision!);
        (await me.GetAsync("/v1/me")).Ok();
        (await me.DeleteAsync($"/v1/me/sessions/{other.GetProperty("id").GetString()}")).Ok(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Signing_out_everywhere_ends_all_of_them()
    {
        var person = await api.CreatePersonAsync();
        var (here, there) = (await api.SignInAsync(person), await api.SignInAsync(person));

        var ended = (await api.With(here.AccessToken).DeleteAsync("/v1/me/sessions")).Ok(HttpStatusCode.NoContent);

        await api.IsRefusedAtOnceAsync(here.AccessToken, ended.Revision!);
        await api.IsRefusedAtOnceAsync(there.AccessToken, ended.Revision!);
    }

    [Fact]
    public async Task Another_person_s_session_is_none()
    {
        var (mine, yours) = (await api.SignInAsync(await api.CreatePersonAsync()), await api.SignInAsync(await api.CreatePersonAsync()));
        var listed = (await api.With(yours.AccessToken).GetAsync("/v1/me/sessions")).Ok().Body.GetProperty("items");
        var id = listed[0].GetProperty("id").GetString();

        (await api.With(mine.AccessToken).DeleteAsync($"/v1/me/sessions/{id}")).Problem(HttpStatusCode.NotFound, "session.unknown");

        (await api.With(yours.AccessToken).GetAsync("/v1/me")).Ok();
    }

    [Fact]
    public async Task C1_a_suspended_user_is_out_at_once_and_not_in_again_when_reactivated()
    {
        var person = await api.CreatePersonAsync();
        var tokens = await api.SignInAsync(person);

        var suspended = (await api.Administrator.PostAsync($"/v1/users/{person.Id}/suspend")).Ok();

        await api.IsRefusedAtOnceAsync(tokens.AccessToken, suspended.Revision!);
        Assert.Equal("invalid_grant", (await api.RefreshAsync(tokens.RefreshToken!)).Text("error"));
        (await api.Administrator.PostAsync($"/v1/users/{person.Id}/reactivate")).Ok();
        await api.IsRefusedEverywhereAsync(tokens.AccessToken);
        (await api.With((await api.SignInAsync(person)).AccessToken).GetAsync("/v1/me")).Ok();
    }

    [Fact]
    public async Task E1_a_deleted_user_is_out_at_once()
    {
        var person = await api.CreatePersonAsync();
        var tokens = await api.SignInAsync(person);
        var left = $"select (select count(*) from accounts where user_id = '{person.Id}') + (select count(*) from oauth_tokens where subject = '{person.Id}')";
        Assert.True(await api.QueryAsync<long>(left) > 1);

        var deleted = (await api.Administrator.DeleteAsync($"/v1/users/{person.Id}")).Ok(HttpStatusCode.NoContent);

        await api.IsRefusedAtOnceAsync(tokens.AccessToken, deleted.Revision!);
        Assert.Equal(0, await api.QueryAsync<long>(left));
    }

    /// <summary>What ends with a user has no event of its own, and is told by that of the user.</summary>
    [Fact]
    public async Task How_much_ended_with_a_user_is_in_the_trail()
    {
        var person = await api.CreatePersonAsync();
        await api.SignInAsync(person);
        await api.SignInAsync(person);
        (await api.Administrator.PostAsync($"/v1/users/{person.Id}/suspend")).Ok();
        (await api.Administrator.PostAsync($"/v1/users/{person.Id}/reactivate")).Ok();
        await api.SignInAsync(person);
        await api.Database.RunAsync(
            $"insert into service_keys (id, owner_id, name, hash, scopes) values ('k.{person.Id}', '{person.Id}', 'K', sha256('k'), '{{check}}')");

        (await api.Administrator.DeleteAsync($"/v1/users/{person.Id}")).Ok(HttpStatusCode.NoContent);

        Assert.Equal("2", await DetailAsync("user.suspended", "sessionsEnded"));
        Assert.Equal("1", await DetailAsync("user.deleted", "sessionsEnded"));
        Assert.Equal("1", await DetailAsync("user.deleted", "keysRevoked"));

        Task<string> DetailAsync(string action, string detail) => api.QueryAsync<string>(
            $"select details->>'{detail}' from audit_events where action = '{action}' and resource_id = '{person.Id}'");
    }

    [Fact]
    public async Task Another_password_ends_every_session_but_the_one_that_chose_it()
    {
        var person = await api.CreatePersonAsync();
        var (here, there) = (await api.SignInAsync(person), await api.SignInAsync(person));
        var change = new { currentPassword = person.Password, newPassword = "an entirely new passphrase" };

        var changed = (await api.With(here.AccessToken).PostAsync("/v1/me/password", change)).Ok(HttpStatusCode.NoContent);

        await api.IsRefusedAtOnceAsync(there.AccessToken, changed.Revision!);
        (await api.With(here.AccessToken).GetAsync("/v1/me")).Ok();
        await api.SignInAsync(person with { Password = change.newPassword });
        Assert.Equal("invalid_grant", (await api.ConnectAsync(
            "token", ("grant_type", "password"), ("client_id", "velro-cli"), ("username", person.Email), ("password", person.Password))).Text("error"));
    }

    /// <summary>What nobody ends ends by itself, for its access tokens and its refresh tokens alike.</summary>
    [Fact]
    public async Task A_session_whose_time_is_over_counts_no_more()
    {
        var person = await api.CreatePersonAsync();
        var tokens = await api.SignInAsync(person);
        (await api.With(tokens.AccessToken).GetAsync("/v1/me")).Ok();

        await api.Database.RunAsync($"update sessions set expires_at = now() where user_id = '{person.Id}'");

        await api.IsRefusedEverywhereAsync(tokens.AccessToken);
        Assert.Equal("invalid_grant", (await api.RefreshAsync(tokens.RefreshToken!)).Text("error"));
    }

    /// <summary>The lifetimes are those of the settings: of a session however it is used, of a refresh token that nobody uses.</summary>
    [Fact]
    public async Task A_session_and_a_refresh_token_end_when_the_settings_say()
    {
        var person = await api.CreatePersonAsync();
        await api.SignInAsync(person);

        Assert.Equal(TimeSpan.FromDays(30), await api.QueryAsync<TimeSpan>(
            $"select expires_at - created_at from sessions where user_id = '{person.Id}'"));
        Assert.Equal(TimeSpan.FromDays(14), await api.QueryAsync<TimeSpan>(
            $"select date_trunc('minute', expiration_date - creation_date) from oauth_tokens where subject = '{person.Id}' and type like '%refresh_token'"));
    }

    [Theory]
    [InlineData("a wrong passphrase", "an entirely new passphrase", HttpStatusCode.Forbidden, "password.wrong")]
    [InlineData(SignInFixture.Password, "short", HttpStatusCode.BadRequest, "request.invalid")]
    [InlineData(SignInFixture.Password, "qwertyuiop123", HttpStatusCode.BadRequest, "password.known")]
    public async Task A_password_that_will_not_do_changes_nothing(string current, string chosen, HttpStatusCode status, string code)
    {
        var person = await api.CreatePersonAsync();
        var tokens = await api.SignInAsync(person);

        var refused = await api.With(tokens.AccessToken).PostAsync("/v1/me/password", new { currentPassword = current, newPassword = chosen });

        refused.Problem(status, code);
        await api.SignInAsync(person);
    }

    /// <summary>A key that acts for a person is bound by both, and neither is asked for the person's password.</summary>
    [Fact]
    public async Task A4_nobody_changes_the_password_of_another()
    {
        var person = await api.CreatePersonAsync();
        var key = (await api.Administrator.PostAsync("/v1/clients", new { name = "K", scopes = (string[])["act.as", "users.write"] })).Ok(HttpStatusCode.Created);
        var tokens = TokenSet.Of((await api.ConnectAsync(
            "token", ("grant_type", "client_credentials"), ("client_id", key.Id), ("client_secret", key.Text("secret")!))).Ok());
        var change = new { currentPassword = person.Password, newPassword = "an entirely new passphrase" };

        (await api.With(tokens.AccessToken).PostAsync("/v1/me/password", change, ("Velro-Act-As", person.Id)))
            .Problem(HttpStatusCode.Forbidden, "password.wrong");
        (await api.Administrator.PostAsync("/v1/me/password", change, ("Velro-Act-As", person.Id)))
            .Problem(HttpStatusCode.Forbidden, "password.wrong");

        await api.SignInAsync(person);
    }

    /// <summary>RIGHTS.md A3: an interactive token asks about its own user, and is believed nothing.</summary>
    [Fact]
    public async Task A3_a_person_asks_for_themselves_alone_and_administers_nothing()
    {
        var person = await api.CreatePersonAsync();
        (await api.Administrator.PutAsync($"/v1/users/{person.Id}/administrator")).Ok();
        var me = api.With((await api.SignInAsync(person)).AccessToken);

        (await me.PostAsync("/access/v1/evaluation", Question("admin")))
            .Problem(HttpStatusCode.Forbidden, "subject.not_yours");
        (await me.PostAsync("/access/v1/evaluation", Question(person.Id))).Ok();
        (await me.GetAsync("/v1/users")).Problem(HttpStatusCode.Forbidden, "administrator.required");
        (await me.GetAsync("/v1/policies")).Problem(HttpStatusCode.Forbidden, "scope.missing");
        (await me.GetAsync("/v1/users/admin")).Problem(HttpStatusCode.NotFound, "user.unknown");
    }

    private static object Question(string userId) => new
    {
        subject = Evaluations.Entity($"user:{userId}"),
        action = new { name = "read" },
        resource = Evaluations.Entity("record:record-1"),
    };
}
