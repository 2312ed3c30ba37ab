using System.Net;
using System.Text.Json;
using Velro.Data.ServiceKeys;
using Velro.Tests.Contract.Management;
using Velro.Tests.Stores;

namespace Velro.Tests.Contract.ServiceKeys;

/// <summary><c>/v1/service-keys</c> (API.md, RIGHTS.md A1, A2, C1, D2, F1).</summary>
public sealed class ServiceKeyTests(ManagementFixture api) : IClassFixture<ManagementFixture>
{
    /// <summary>What ended makes room.</summary>
    [Fact]
    public async Task A_user_has_no_more_keys_in_use_than_the_deployment_allows()
    {
        var user = await api.CreateUserAsync();
        await api.ExecuteAsync(
            $"""
            insert into service_keys (id, owner_id, name, hash, scopes, expires_at, revoked_at)
            select '{user}.' || i, '{user}', 'K', sha256(('{user}' || i)::bytea), array['check'],
                   case i when 1 then now() - interval '1 day' end, case i when 2 then now() end
            from generate_series(1, 101) i
            """);
        var body = new { name = "K", scopes = (string[])["check"] };

        var last = (await api.As(user).PostAsync("/v1/service-keys", body)).Ok(HttpStatusCode.Created);

        (await api.As(user).PostAsync("/v1/service-keys", body)).Problem(HttpStatusCode.Conflict, "service_key.too_many");
        (await api.As(user).PostAsync($"/v1/service-keys/{last.Id}/rotate", new { overlapSeconds = 60 })).Ok(HttpStatusCode.Created);
        (await api.As(user).PostAsync("/v1/service-keys", body)).Problem(HttpStatusCode.Conflict, "service_key.too_many");
        (await api.As(user).DeleteAsync($"/v1/service-keys/{user}.3")).Ok(HttpStatusCode.NoContent);
        (await api.As(user).PostAsync("/v1/service-keys", body)).Ok(HttpStatusCode.Created);
    }

    /// <summary>Each would live on for its overlap, and there would be no end of them.</summary>
    [Fact]
    public async Task Rotating_again_and_again_comes_to_an_end_until_what_was_replaced_ends()
    {
        var user = await api.CreateUserAsync();
        var made = await api.As(user).MakeKeyAsync("check");
        await api.ExecuteAsync(
            $"""
            insert into service_keys (id, owner_id, name, hash, scopes, expires_at, replaced_by)
            select '{user}.' || i, '{user}', 'K', sha256(('{user}' || i)::bytea), array['check'], now() + interval '1 day', '{made.Id}'
            from generate_series(1, 199) i
            """);

        (await api.As(user).PostAsync($"{made.Location}/rotate", new { overlapSeconds = 60 })).Problem(HttpStatusCode.Conflict, "service_key.too_many");

        await api.ExecuteAsync($"update service_keys set expires_at = now() where id = '{user}.7'");
        (await api.As(user).PostAsync($"{made.Location}/rotate", new { overlapSeconds = 60 })).Ok(HttpStatusCode.Created);
    }

    [Fact]
    public async Task The_key_of_the_answer_works_at_once_and_is_shown_nowhere_else()
    {
        var ann = await api.CreateUserAsync();
        var made = await api.As(ann).MakeKeyAsync(new { name = "Farm", scopes = new[] { "teams.read", "keys.manage", "teams.read" } });

        Assert.Equal(["id", "key"], made.Body.EnumerateObject().Take(2).Select(static member => member.Name));
        Assert.Equal($"{Keys.Path}/{made.Id}", made.Location);
        Assert.StartsWith($"vk_{made.Id}_", made.KeyOf(), StringComparison.Ordinal);
        Assert.Equal(("Farm", ann, false), (made.Text("name"), made.Text("ownerId"), made.Body.GetProperty("keyAlreadyShown").GetBoolean()));
        Assert.Equal(ann, (await api.With(made.KeyOf()).GetSinceAsync(made)).Ok().Id);
        (await api.With(made.KeyOf()).GetAsync("/v1/teams")).Ok();
        (await api.With(made.KeyOf()).GetAsync("/v1/projects")).Problem(HttpStatusCode.Forbidden, "scope.missing");

        var shown = (await api.As(ann).GetAsync(made.Location!)).Ok();
        var listed = Assert.Single((await api.With(made.KeyOf()).GetAsync(Keys.Path)).Ok().Body.GetProperty("items").EnumerateArray());
        Assert.Equal(shown.Body.ToString(), listed.ToString());
        Assert.Equal(["teams.read", "keys.manage"], shown.Body.GetProperty("scopes").EnumerateArray().Select(static scope => scope.GetString()));
        Assert.False(shown.Names("key"));
        Assert.DoesNotContain(made.KeyOf().Split('_')[2], shown.Body.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A1_the_scopes_of_a_key_are_among_those_of_its_maker()
    {
        var ann = await api.CreateUserAsync();
        var maker = await MakerAsync(ann, new { name = "K", scopes = new[] { "keys.manage", "teams.read" } });

        await maker.MakeKeyAsync("teams.read", "keys.manage");
        var refused = (await maker.PostAsync(Keys.Path, new { name = "K", scopes = new[] { "teams.read", "teams.write", "admin" } })).Problem(
            HttpStatusCode.Forbidden, "service_key.above_own");
        Assert.Equal(["scopes"], refused.Fields);
        Assert.Equal(2, refused.Body.GetProperty("errors").GetProperty("scopes").GetArrayLength());
    }

    [Fact]
    public async Task A1_a_key_of_somebody_who_is_no_administrator_has_nothing_that_is_for_those()
    {
        var ann = await api.CreateUserAsync();
        foreach (var scope in new[] { "admin", "act.as", "policies.read", "operations", "audit.read", "entities.write" })
        {
            (await api.As(ann).PostAsync(Keys.Path, new { name = "K", scopes = new[] { scope } })).Problem(
                HttpStatusCode.Forbidden, "service_key.above_own");
        }

        await api.As().MakeKeyAsync("admin");
    }

    [Fact]
    public async Task A1_a_key_ends_no_later_than_its_maker_and_by_itself_just_then()
    {
        var ann = await api.CreateUserAsync();
        var end = DateTimeOffset.UtcNow.AddDays(3);
        var maker = await MakerAsync(ann, new { name = "K", scopes = new[] { "keys.manage", "check" }, expiresAt = end });

        var child = await maker.MakeKeyAsync("check");
        Assert.Equal(end.ToUnixTimeMilliseconds(), child.Body.GetProperty("expiresAt").GetDateTimeOffset().ToUnixTimeMilliseconds());
        await maker.MakeKeyAsync(new { name = "K", scopes = new[] { "check" }, expiresAt = end.AddDays(-1) });
        Assert.Equal(["expiresAt"], (await maker.PostAsync(
            Keys.Path, new { name = "K", scopes = new[] { "check" }, expiresAt = end.AddSeconds(1) })).Problem(
            HttpStatusCode.Forbidden, "service_key.above_own").Fields);
    }

    [Fact]
    public async Task A1_a_key_is_used_from_nowhere_else_than_its_maker()
    {
        var ann = await api.CreateUserAsync();
        var maker = await MakerAsync(ann, new { name = "K", scopes = new[] { "keys.manage", "check" }, networks = new[] { "127.0.0.0/8" } });

        var child = await maker.MakeKeyAsync("check");
        Assert.Equal("127.0.0.0/8", Assert.Single(child.Body.GetProperty("networks").EnumerateArray()).GetString());
        await maker.MakeKeyAsync(new { name = "K", scopes = new[] { "check" }, networks = new[] { "127.0.0.1/32" } });
        Assert.Equal(["networks"], (await maker.PostAsync(
            Keys.Path, new { name = "K", scopes = new[] { "check" }, networks = new[] { "127.0.0.1/32", "0.0.0.0/0" } })).Problem(
            HttpStatusCode.Forbidden, "service_key.above_own").Fields);
    }

    [Fact]
    public async Task A1_a_key_asks_no_more_often_than_its_maker()
    {
        var ann = await api.CreateUserAsync();
        var maker = await MakerAsync(ann, new { name = "K", scopes = new[] { "keys.manage", "check" }, evaluationsPerSecond = 50 });

        Assert.Equal(50, (await maker.MakeKeyAsync("check")).Body.GetProperty("evaluationsPerSecond").GetInt32());
        Assert.Equal(["evaluationsPerSecond"], (await maker.PostAsync(
            Keys.Path, new { name = "K", scopes = new[] { "check" }, evaluationsPerSecond = 51 })).Problem(
            HttpStatusCode.Forbidden, "service_key.above_own").Fields);
    }

    [Fact]
    public async Task A1_who_may_less_than_a_key_does_not_rotate_it()
    {
        var ann = await api.CreateUserAsync();
        var wide = await api.As(ann).MakeKeyAsync("keys.manage", "teams.write");
        var narrow = await MakerAsync(ann, new { name = "K", scopes = new[] { "keys.manage" } });

        (await narrow.PostAsync($"{wide.Location}/rotate", new { overlapSeconds = 60 })).Problem(
            HttpStatusCode.Forbidden, "service_key.above_own");
        (await api.With(wide.KeyOf()).GetSinceAsync(wide)).Ok();
    }

    [Fact]
    public async Task A2_administrators_see_and_revoke_the_keys_of_others_and_get_the_text_of_none()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var made = await api.As(ann).MakeKeyAsync("check", "keys.manage");

        Assert.Equal(made.Id, (await api.As().GetAsync(made.Location!)).Ok().Id);
        Assert.Equal(made.Id, Assert.Single((await api.As().GetAsync($"{Keys.Path}?ownerId={ann}")).Ok().Body.GetProperty("items").EnumerateArray())
            .GetProperty("id").GetString());
        (await api.As().PostAsync($"{made.Location}/rotate", new { overlapSeconds = 0 })).Problem(
            HttpStatusCode.Forbidden, "service_key.not_yours");
        (await api.As(bob).GetAsync($"{Keys.Path}?ownerId={ann}")).Problem(HttpStatusCode.Forbidden, "administrator.required");
        (await api.As(bob).GetAsync($"{Keys.Path}?ownerId={bob}")).Ok();

        var revoked = (await api.As().DeleteAsync(made.Location!)).Ok(HttpStatusCode.NoContent);
        (await api.With(made.KeyOf()).GetSinceAsync(revoked)).Problem(HttpStatusCode.Unauthorized, "credentials.invalid");
    }

    [Fact]
    public async Task D2_the_key_of_another_user_is_not_there()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var made = await api.As(ann).MakeKeyAsync("check", "keys.manage");
        var bobs = await MakerAsync(bob, new { name = "K", scopes = new[] { "keys.manage" } });

        foreach (var path in new[] { made.Location!, $"{Keys.Path}/absent", $"{Keys.Path}/bootstrap" })
        {
            foreach (var person in new[] { api.As(bob), bobs })
            {
                (await person.GetAsync(path)).Problem(HttpStatusCode.NotFound, "service_key.unknown");
                (await person.PostAsync($"{path}/rotate", new { overlapSeconds = 0 })).Problem(HttpStatusCode.NotFound, "service_key.unknown");
                (await person.DeleteAsync(path)).Problem(HttpStatusCode.NotFound, "service_key.unknown");
            }
        }

        Assert.Equal(ann, (await api.With(made.KeyOf()).GetSinceAsync(made)).Ok().Id);
    }

    [Fact]
    public async Task D2_a_key_is_revoked_as_often_as_one_likes()
    {
        var ann = await api.CreateUserAsync();
        var made = await api.As(ann).MakeKeyAsync("check");

        for (var i = 0; i < 3; i++) (await api.As(ann).DeleteAsync(made.Location!)).Ok(HttpStatusCode.NoContent);
        Assert.NotNull((await api.As(ann).GetAsync(made.Location!)).Ok().Text("revokedAt"));
        Assert.Equal(1, await EventsAsync("service_key.revoked", made.Id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task F1_a_repeated_answer_is_without_the_key(bool isRotation)
    {
        var ann = await api.CreateUserAsync();
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var path = isRotation ? $"{(await api.As(ann).MakeKeyAsync("check")).Location}/rotate" : Keys.Path;
        object body = isRotation ? new { overlapSeconds = 60 } : new { name = "K", scopes = new[] { "check" } };

        var first = (await api.As(ann).PostAsync(path, body, key)).Ok(HttpStatusCode.Created);
        var again = (await api.As(ann).PostAsync(path, body, key)).Ok(HttpStatusCode.Created);

        Assert.Equal((first.Id, first.Location), (again.Id, again.Location));
        Assert.False(first.Body.GetProperty("keyAlreadyShown").GetBoolean());
        Assert.True(again.Body.GetProperty("keyAlreadyShown").GetBoolean());
        Assert.False(again.Names("key"));
        Assert.Equal(isRotation ? 2 : 1, await api.QueryAsync<long>($"select count(*) from service_keys where owner_id = '{ann}'"));
    }

    [Fact]
    public async Task A_rotated_key_lives_on_for_the_overlap_and_the_new_one_takes_its_place()
    {
        var ann = await api.CreateUserAsync();
        var old = await api.As(ann).MakeKeyAsync(new
        {
            name = "K",
            scopes = new[] { "check", "keys.manage" },
            networks = new[] { "127.0.0.0/8" },
            evaluationsPerSecond = 7,
        });

        var renewed = (await api.With(old.KeyOf()).PostAsync($"{old.Location}/rotate", new { overlapSeconds = 3600 })).Ok(HttpStatusCode.Created);

        Assert.NotEqual(old.KeyOf(), renewed.KeyOf());
        foreach (var member in new[] { "ownerId", "name", "scopes", "networks", "evaluationsPerSecond", "expiresAt" })
            Assert.Equal(old.Body.GetProperty(member).ToString(), renewed.Body.GetProperty(member).ToString());
        foreach (var key in new[] { old, renewed }) (await api.With(key.KeyOf()).GetSinceAsync(renewed)).Ok();
        var shown = (await api.As(ann).GetAsync(old.Location!)).Ok();
        Assert.Equal(renewed.Id, shown.Text("replacedBy"));
        Assert.InRange(
            (shown.Body.GetProperty("expiresAt").GetDateTimeOffset() - renewed.Body.GetProperty("createdAt").GetDateTimeOffset()).TotalSeconds,
            3599, 3601);
        (await api.As(ann).PostAsync($"{old.Location}/rotate", new { overlapSeconds = 0 })).Problem(
            HttpStatusCode.Conflict, "service_key.ended");

        // An hour later, as far as the key can tell.
        await api.ExecuteAsync($"update service_keys set expires_at = expires_at - interval '1 hour' where id = '{old.Id}'");
        await api.CatchUpAsync();
        (await api.With(old.KeyOf()).GetAsync("/v1/me")).Problem(HttpStatusCode.Unauthorized, "credentials.invalid");
        (await api.With(renewed.KeyOf()).GetAsync("/v1/me")).Ok();
        Assert.Equal(1, await EventsAsync("service_key.rotated", old.Id));
    }

    [Fact]
    public async Task Without_an_overlap_the_old_key_ends_with_the_rotation()
    {
        var ann = await api.CreateUserAsync();
        var old = await api.As(ann).MakeKeyAsync("check", "keys.manage");

        var renewed = (await api.With(old.KeyOf()).PostAsync($"{old.Location}/rotate", new { overlapSeconds = 0 })).Ok(HttpStatusCode.Created);

        (await api.With(old.KeyOf()).GetSinceAsync(renewed)).Problem(HttpStatusCode.Unauthorized, "credentials.invalid");
        (await api.With(renewed.KeyOf()).GetSinceAsync(renewed)).Ok();
    }

    [Fact]
    public async Task An_overlap_never_lengthens_the_life_of_a_key()
    {
        var ann = await api.CreateUserAsync();
        var end = DateTimeOffset.UtcNow.AddMinutes(5);
        var old = await api.As(ann).MakeKeyAsync(new { name = "K", scopes = new[] { "check" }, expiresAt = end });

        (await api.As(ann).PostAsync($"{old.Location}/rotate", new { overlapSeconds = 604_800 })).Ok(HttpStatusCode.Created);

        var shown = (await api.As(ann).GetAsync(old.Location!)).Ok();
        Assert.Equal(old.Body.GetProperty("expiresAt").ToString(), shown.Body.GetProperty("expiresAt").ToString());
        (await api.As(ann).PostAsync($"{old.Location}/rotate", new { overlapSeconds = 604_801 })).Problem(
            HttpStatusCode.BadRequest, "request.invalid");
    }

    [Theory]
    [InlineData("revoked_at = now()")]
    [InlineData("expires_at = now()")]
    public async Task What_has_ended_is_not_rotated(string change)
    {
        var ann = await api.CreateUserAsync();
        var made = await api.As(ann).MakeKeyAsync("check");
        await api.ExecuteAsync($"update service_keys set {change} where id = '{made.Id}'");

        (await api.As(ann).PostAsync($"{made.Location}/rotate", new { overlapSeconds = 0 })).Problem(
            HttpStatusCode.Conflict, "service_key.ended");
    }

    [Fact]
    public async Task C1_the_keys_of_a_suspended_user_open_nothing_until_the_user_is_reactivated()
    {
        var ann = await api.CreateUserAsync();
        var made = await api.As(ann).MakeKeyAsync("check");

        var suspended = (await api.As().PostAsync($"/v1/users/{ann}/suspend")).Ok();
        (await api.With(made.KeyOf()).GetSinceAsync(suspended)).Problem(HttpStatusCode.Unauthorized, "credentials.invalid");
        var reactivated = (await api.As().PostAsync($"/v1/users/{ann}/reactivate")).Ok();
        (await api.With(made.KeyOf()).GetSinceAsync(reactivated)).Ok();
    }

    [Fact]
    public async Task A1_a_right_of_the_owner_that_ends_is_no_right_of_the_key()
    {
        var ann = await api.CreateUserAsync();
        (await api.As().PutAsync($"/v1/users/{ann}/administrator")).Ok();
        await api.CatchUpAsync();
        var text = ServiceKeyText.Make();
        await api.ExecuteAsync(
            $$"""
            insert into service_keys (id, owner_id, name, hash, scopes) values
                ('{{text.Id}}', '{{ann}}', 'K', '\x{{HashOf(text)}}', '{admin}')
            """);
        await api.CatchUpAsync();
        (await api.With(text.Text).GetAsync("/v1/policies")).Ok();

        var ended = (await api.As().DeleteAsync($"/v1/users/{ann}/administrator")).Ok(HttpStatusCode.NoContent);

        (await api.With(text.Text).GetSinceAsync(ended, "/v1/policies")).Problem(HttpStatusCode.Forbidden, "scope.missing");
    }

    [Theory]
    [InlineData("""{}""", "name", "scopes")]
    [InlineData("""{"name":"K","scopes":[]}""", "scopes")]
    [InlineData("""{"name":"K","scopes":"check"}""", "scopes")]
    [InlineData("""{"name":"K","scopes":["check","everything"]}""", "scopes[1]")]
    [InlineData("""{"name":"K","scopes":["check"],"networks":[]}""", "networks")]
    [InlineData("""{"name":"K","scopes":["check"],"networks":["10.0.0.1/8"]}""", "networks[0]")]
    [InlineData("""{"name":"K","scopes":["check"],"networks":["10.0.0.0"]}""", "networks[0]")]
    [InlineData("""{"name":"K","scopes":["check"],"expiresAt":"2020-01-01T00:00:00Z"}""", "expiresAt")]
    [InlineData("""{"name":"K","scopes":["check"],"evaluationsPerSecond":0}""", "evaluationsPerSecond")]
    [InlineData("""{"name":"K","scopes":["check"],"ownerId":"admin"}""", "ownerId")]
    [InlineData("""{"name":"K","scopes":["check"],"hash":"00"}""", "hash")]
    public async Task What_is_wrong_with_a_request_is_told_by_field(string body, params string[] fields) =>
        Assert.Equal(fields, (await api.As(await api.CreateUserAsync()).PostAsync(Keys.Path, Json.Of(body))).Problem(
            HttpStatusCode.BadRequest, "request.invalid").Fields);

    [Fact]
    public async Task Making_a_key_is_audited_without_the_key()
    {
        var ann = await api.CreateUserAsync();
        var made = await api.As(ann).MakeKeyAsync("check");

        Assert.Equal(1, await EventsAsync("service_key.created", made.Id));
        var details = JsonElement.Parse((await api.QueryAsync<string>($"select details::text from audit_events where resource_id = '{made.Id}'"))!);
        Assert.Equal((ann, "check"), (details.GetProperty("ownerId").GetString(), details.GetProperty("scopes")[0].GetString()));
        Assert.DoesNotContain(made.KeyOf().Split('_')[2], details.ToString(), StringComparison.Ordinal);
    }

    private static string HashOf(ServiceKeyText text) =>
        Convert.ToHexString(new ServiceKeyHasher(PostgresFixture.MasterKey).Hash(text.Text));

    private async Task<Person> MakerAsync(string user, object request)
    {
        var made = await api.As(user).MakeKeyAsync(request);
        await api.CatchUpAsync();
        return api.With(made.KeyOf());
    }

    private async Task<long> EventsAsync(string action, string id) => await api.QueryAsync<long>(
        $"select count(*) from audit_events where action = '{action}' and resource_type = 'service_key' and resource_id = '{id}'");
}
