using System.Net;
using Velro.Tests.Contract.Management;

namespace Velro.Tests.Contract.SignIn;

/// <summary>Confidential clients (RIGHTS.md A8): they sign in by themselves, and are to their owners what keys are.</summary>
public sealed class ClientTests(SignInFixture api) : IClassFixture<SignInFixture>
{
    [Fact]
    public async Task A8_a_client_signs_in_by_its_secret_and_may_what_its_owner_and_its_scopes_let_it()
    {
        var client = await CreateAsync(["users.read", "check"]);

        var tokens = TokenSet.Of((await SignInAsync(client)).Ok());

        var caller = api.With(tokens.AccessToken);
        (await caller.GetAsync("/v1/users")).Ok();
        (await caller.GetAsync("/v1/policies")).Problem(HttpStatusCode.Forbidden, "scope.missing");
        Assert.Null(tokens.RefreshToken);
        Assert.Equal("invalid_client", (await SignInAsync(client with { Secret = "guessed" })).Text("error"));
        Assert.Equal("invalid_client", (await SignInAsync(new Registered("made-up", "guessed"))).Text("error"));
        Assert.Equal("client.refused, client.signed_in", await api.QueryAsync<string>(
            $"select string_agg(action, ', ' order by action) from audit_events where resource_type = 'client' and resource_id in ('{client.Id}', 'made-up') and action <> 'client.created'"));
    }

    /// <summary>Wherever secrets can be guessed, the guesses are on record.</summary>
    [Theory]
    [InlineData("introspect")]
    [InlineData("revocation")]
    public async Task A_wrong_secret_is_on_record(string endpoint)
    {
        var client = await CreateAsync(["check"]);

        var refused = await api.ConnectAsync(endpoint, ("client_id", client.Id), ("client_secret", "guessed"), ("token", "x"));

        Assert.Equal("invalid_client", refused.Text("error"));
        Assert.Equal(1, await api.QueryAsync<long>(
            $"select count(*) from audit_events where action = 'client.refused' and resource_id = '{client.Id}'"));
    }

    /// <summary>A1: the rights of the owner, at the time of use, bound what the scopes would open.</summary>
    [Fact]
    public async Task A1_a_client_of_a_user_who_is_no_administrator_administers_nothing()
    {
        var owner = await api.CreatePersonAsync();
        var client = await CreateAsync(["users.read", "admin"], owner.Id);

        var tokens = TokenSet.Of((await SignInAsync(client)).Ok());

        (await api.With(tokens.AccessToken).GetAsync("/v1/users")).Problem(HttpStatusCode.Forbidden, "administrator.required");
        Assert.Equal(owner.Id, (await api.With(tokens.AccessToken).GetAsync("/v1/me")).Ok().Id);
    }

    [Fact]
    public async Task A_client_that_is_deleted_is_out_at_once()
    {
        var client = await CreateAsync(["users.read"]);
        var tokens = TokenSet.Of((await SignInAsync(client)).Ok());

        var deleted = (await api.Administrator.DeleteAsync($"/v1/clients/{client.Id}")).Ok(HttpStatusCode.NoContent);

        await api.IsRefusedAtOnceAsync(tokens.AccessToken, deleted.Revision!);
        Assert.Equal("invalid_client", (await SignInAsync(client)).Text("error"));
        (await api.Administrator.DeleteAsync($"/v1/clients/{client.Id}")).Ok(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_client_asks_about_its_own_token_and_is_told_when_it_counts_no_more()
    {
        var owner = await api.CreatePersonAsync();
        var client = await CreateAsync(["users.read"], owner.Id);
        var tokens = TokenSet.Of((await SignInAsync(client)).Ok());

        Assert.True((await IntrospectAsync(client, tokens.AccessToken)).Ok().Body.GetProperty("active").GetBoolean());
        (await api.Administrator.PostAsync($"/v1/users/{owner.Id}/suspend")).Ok();

        Assert.False((await IntrospectAsync(client, tokens.AccessToken)).Ok().Body.GetProperty("active").GetBoolean());
    }

    [Theory]
    [InlineData("another secret", null)]
    [InlineData(null, "policies.write")]
    public async Task A_client_with_another_secret_or_that_asks_for_more_gets_nothing(string? secret, string? scope)
    {
        var client = await CreateAsync(["users.read"]);

        var refused = await SignInAsync(secret is null ? client : client with { Secret = secret }, scope);

        Assert.Equal(secret is null ? "invalid_request" : "invalid_client", refused.Text("error"));
    }

    /// <summary>The secret is shown once, and is not in the database.</summary>
    [Fact]
    public async Task F1_the_secret_is_shown_once()
    {
        var body = new { name = "Reports", scopes = (string[])["check"] };
        var first = (await api.Administrator.PostAsync("/v1/clients", body, ("Idempotency-Key", "client-once"))).Ok(HttpStatusCode.Created);
        var again = (await api.Administrator.PostAsync("/v1/clients", body, ("Idempotency-Key", "client-once"))).Ok(HttpStatusCode.Created);

        Assert.Equal(first.Id, again.Id);
        Assert.False(again.Names("secret"));
        Assert.True(again.Body.GetProperty("secretAlreadyShown").GetBoolean());
        Assert.False((await api.Administrator.GetAsync($"/v1/clients/{first.Id}")).Ok().Names("secret"));
        Assert.DoesNotContain(
            first.Text("secret")!,
            await api.QueryAsync<string>($"select row_to_json(c)::text from oauth_clients c where id = '{first.Id}'"),
            StringComparison.Ordinal);
    }

    /// <summary>A1: a client ends with the key that made it, and a key that is bound to networks makes none.</summary>
    [Fact]
    public async Task A1_a_client_is_within_the_bounds_of_the_key_that_makes_it()
    {
        var end = DateTimeOffset.UtcNow.AddHours(1);
        var ending = await CreateKeyAsync(new { name = "K", scopes = (string[])["admin"], expiresAt = (DateTimeOffset?)end });
        var bound = await CreateKeyAsync(new { name = "K", scopes = (string[])["admin"], networks = (string[])["127.0.0.0/8"] });
        var body = new { name = "Reports", scopes = (string[])["check"] };

        var client = (await api.With(ending).PostAsync("/v1/clients", body)).Ok(HttpStatusCode.Created);

        Assert.Equal(1, await api.QueryAsync<long>(
            $"select count(*) from sessions s join client_owners o on o.session_id = s.id where o.client_id = '{client.Id}' and s.expires_at < now() + interval '61 minutes'"));
        (await api.With(bound).PostAsync("/v1/clients", body)).Problem(HttpStatusCode.Forbidden, "service_key.above_own");
    }

    /// <summary>A1: whatever comes of a key ends with it, also what a client makes that the key made.</summary>
    [Fact]
    public async Task A1_no_key_outlives_the_one_that_made_it_by_way_of_a_client()
    {
        var end = DateTimeOffset.UtcNow.AddHours(1);
        var ending = await CreateKeyAsync(new { name = "K", scopes = (string[])["admin"], expiresAt = (DateTimeOffset?)end });
        var made = (await api.With(ending).PostAsync("/v1/clients", new { name = "C", scopes = (string[])["keys.manage", "check"] }))
            .Ok(HttpStatusCode.Created);
        var client = api.With(TokenSet.Of((await SignInAsync(new Registered(made.Id, made.Text("secret")!))).Ok()).AccessToken);

        var key = (await client.PostAsync("/v1/service-keys", new { name = "K", scopes = (string[])["check"] })).Ok(HttpStatusCode.Created);

        Assert.True(key.Body.GetProperty("expiresAt").GetDateTimeOffset() <= end);
        (await client.PostAsync("/v1/service-keys", new { name = "K", scopes = (string[])["check"], expiresAt = end.AddHours(1) }))
            .Problem(HttpStatusCode.Forbidden, "service_key.above_own");
        var lasting = (await api.Administrator.PostAsync("/v1/service-keys", new { name = "K", scopes = (string[])["check"] })).Ok(HttpStatusCode.Created);
        (await client.PostAsync($"/v1/service-keys/{lasting.Id}/rotate", new { overlapSeconds = 0 }))
            .Problem(HttpStatusCode.Forbidden, "service_key.above_own");
    }

    [Fact]
    public async Task A4_nobody_makes_a_client_in_the_name_of_another_administrator()
    {
        var other = await api.CreatePersonAsync();
        (await api.Administrator.PutAsync($"/v1/users/{other.Id}/administrator")).Ok();

        (await api.Administrator.PostAsync("/v1/clients", new { name = "K", scopes = (string[])["check"], ownerId = other.Id }))
            .Problem(HttpStatusCode.Forbidden, "act_as.refused");
    }

    [Fact]
    public async Task E1_a_client_ends_with_its_owner()
    {
        var owner = await api.CreatePersonAsync();
        var client = await CreateAsync(["users.read"], owner.Id);
        var tokens = TokenSet.Of((await SignInAsync(client)).Ok());

        var deleted = (await api.Administrator.DeleteAsync($"/v1/users/{owner.Id}")).Ok(HttpStatusCode.NoContent);

        await api.IsRefusedAtOnceAsync(tokens.AccessToken, deleted.Revision!);
        Assert.Equal("invalid_client", (await SignInAsync(client)).Text("error"));
    }

    /// <summary>RFC 7009, section 2.2.1: what cannot be revoked is not answered as if it were.</summary>
    [Fact]
    public async Task A_client_s_own_token_is_not_revoked_and_that_is_said()
    {
        var client = await CreateAsync(["users.read"]);
        var tokens = TokenSet.Of((await SignInAsync(client)).Ok());

        var refused = await api.ConnectAsync(
            "revocation", ("client_id", client.Id), ("client_secret", client.Secret), ("token", tokens.AccessToken));

        Assert.Equal("unsupported_token_type", refused.Text("error"));
        (await api.With(tokens.AccessToken).GetAsync("/v1/me")).Ok();
    }

    [Fact]
    public async Task A2_only_administrators_register_clients()
    {
        var tokens = await api.SignInAsync(await api.CreatePersonAsync());

        (await api.With(tokens.AccessToken).PostAsync("/v1/clients", new { name = "x", scopes = (string[])["check"] }))
            .Problem(HttpStatusCode.Forbidden, "scope.missing");
    }

    private async Task<Registered> CreateAsync(string[] scopes, string? ownerId = null)
    {
        object body = ownerId is null ? new { name = "Reports", scopes } : new { name = "Reports", scopes, ownerId };
        var created = (await api.Administrator.PostAsync("/v1/clients", body)).Ok(HttpStatusCode.Created);
        return new Registered(created.Id, created.Text("secret")!);
    }

    private async Task<string> CreateKeyAsync(object body) =>
        (await api.Administrator.PostAsync("/v1/service-keys", body)).Ok(HttpStatusCode.Created).Text("key")!;

    private Task<Reply> SignInAsync(Registered client, string? scope = null)
    {
        (string, string)[] fields = [("grant_type", "client_credentials"), ("client_id", client.Id), ("client_secret", client.Secret)];
        return api.ConnectAsync("token", scope is null ? fields : [.. fields, ("scope", scope)]);
    }

    private Task<Reply> IntrospectAsync(Registered client, string token) =>
        api.ConnectAsync("introspect", ("client_id", client.Id), ("client_secret", client.Secret), ("token", token));

    private sealed record Registered(string Id, string Secret);
}
