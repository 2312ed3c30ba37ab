using System.Net;
using System.Text.Json;

namespace Velro.Tests.Contract.Management;

/// <summary><c>/v1/users</c> and <c>/v1/me</c> (API.md, RIGHTS.md A2, C1, D2, E1, E3).</summary>
public sealed class UserTests(ManagementFixture api) : IClassFixture<ManagementFixture>
{
    [Fact]
    public async Task E3_an_administrator_creates_a_user_with_201()
    {
        var email = $"{Guid.NewGuid():N}@Example.com";

        var created = (await api.As().PostAsync("/v1/users", new { email, displayName = "Ann" })).Ok(HttpStatusCode.Created);

        Assert.Equal(["id", "email", "displayName"], created.Body.EnumerateObject().Take(3).Select(static member => member.Name));
        Assert.Equal((email, "Ann", "active", $"/v1/users/{created.Id}"), (
            created.Text("email"), created.Text("displayName"), created.Text("state"), created.Location));
        Assert.Equal(created.Body.ToString(), (await api.As().GetAsync(created.Location!)).Ok().Body.ToString());
        (await api.As().PostAsync("/v1/users", new { email = email.ToUpperInvariant(), displayName = "Bob" })).Problem(
            HttpStatusCode.Conflict, "user.email_taken");
        (await api.As().PostAsync("/v1/users", new { email = "no address", displayName = "Bob" })).Problem(
            HttpStatusCode.BadRequest, "request.invalid");
    }

    [Fact]
    public async Task A2_users_of_others_are_for_administrators_and_oneself_is_seen_as_the_engine_says()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());

        (await api.As(ann).GetAsync("/v1/users")).Problem(HttpStatusCode.Forbidden, "administrator.required");
        (await api.As(ann).PostAsync("/v1/users", new { displayName = "X" })).Problem(HttpStatusCode.Forbidden, "administrator.required");
        (await api.As(ann).GetAsync($"/v1/users/{ann}")).Ok();
        foreach (var (method, path) in new[]
        {
            (HttpMethod.Post, "/suspend"), (HttpMethod.Post, "/reactivate"), (HttpMethod.Delete, ""),
            (HttpMethod.Put, "/administrator"), (HttpMethod.Delete, "/administrator"),
        })
        {
            (await api.As(ann).CallAsync(method, $"/v1/users/{ann}{path}", body: null)).Problem(
                HttpStatusCode.Forbidden, "access.insufficient_role");
            (await api.As(ann).CallAsync(method, $"/v1/users/{bob}{path}", body: null)).Problem(HttpStatusCode.NotFound, "user.unknown");
        }

        (await api.As(ann).GetAsync($"/v1/users/{bob}")).Problem(HttpStatusCode.NotFound, "user.unknown");
        (await api.As().GetAsync("/v1/users/absent")).Problem(HttpStatusCode.NotFound, "user.unknown");
    }

    [Fact]
    public async Task Users_are_listed_page_by_page_without_those_who_are_deleted()
    {
        var (ann, gone) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        (await api.As().DeleteAsync($"/v1/users/{gone}")).Ok(HttpStatusCode.NoContent);

        var (seen, cursor) = (new List<string>(), "");
        do
        {
            var page = (await api.As().GetAsync($"/v1/users?limit=2{cursor}")).Ok().Body;
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(static item => item.GetProperty("id").GetString()!));
            cursor = page.GetProperty("nextCursor").GetString() is { } next ? $"&cursor={next}" : "";
        }
        while (cursor.Length > 0);

        Assert.Equal(seen.Distinct().Order(StringComparer.Ordinal), seen);
        Assert.Contains(ann, seen);
        Assert.Contains("admin", seen);
        Assert.DoesNotContain(gone, seen);
    }

    [Fact]
    public async Task C1_a_suspended_user_may_nothing_at_the_revision_of_the_suspension_until_reactivated()
    {
        var ann = await api.CreateUserAsync();
        var team = (await api.As(ann).PostAsync("/v1/teams", new { name = "T" })).Ok(HttpStatusCode.Created).Id;

        var suspended = (await api.As().PostAsync($"/v1/users/{ann}/suspend")).Ok();
        Assert.Equal("suspended", suspended.Text("state"));
        Assert.False(await api.As().MayAsync(ann, "read", $"team:{team}", suspended.Revision));
        (await api.As(ann).GetAsync($"/v1/teams/{team}")).Problem(HttpStatusCode.Forbidden, "act_as.refused");

        var reactivated = (await api.As().PostAsync($"/v1/users/{ann}/reactivate")).Ok();
        Assert.True(await api.As().MayAsync(ann, "transfer", $"team:{team}", reactivated.Revision));
    }

    [Theory]
    [InlineData("DELETE", "/administrator")]
    [InlineData("POST", "/suspend")]
    [InlineData("DELETE", "")]
    public async Task A2_the_last_active_administrator_stays_one(string method, string path)
    {
        await api.ExecuteAsync("update users set is_administrator = false where id <> 'admin' and state <> 'deleted'");
        await api.CreateUserAsync("suspended", isAdministrator: true);

        (await api.As().CallAsync(new HttpMethod(method), $"/v1/users/admin{path}", body: null)).Problem(
            HttpStatusCode.Conflict, "user.last_administrator");
    }

    [Fact]
    public async Task E1_deleting_a_user_leaves_no_right_behind()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var team = (await api.As(bob).PostAsync("/v1/teams", new { name = "T" })).Ok(HttpStatusCode.Created).Id;
        (await api.As(bob).PutAsync($"/v1/teams/{team}/members/{ann}", new { role = "owner" })).Ok(HttpStatusCode.Created);
        var project = (await api.As(bob).PostAsync("/v1/projects", new { name = "P" })).Ok(HttpStatusCode.Created).Id;
        (await api.As(bob).PutAsync($"/v1/projects/{project}/grants/user/{ann}", new { role = "admin" })).Ok(HttpStatusCode.Created);
        var generation = (await api.As(bob).PostAsync("/v1/generations", new { kind = "image", prompt = "p" })).Ok(
            HttpStatusCode.Created).Id;
        (await api.As(bob).PutAsync($"/v1/generations/{generation}/grants/user/{ann}", new { role = "editor" })).Ok(HttpStatusCode.Created);
        (await api.As().PutAsync($"/v1/entities/user/{ann}", new { properties = new { level = 3 } })).Ok(HttpStatusCode.Created);
        await api.ExecuteAsync(
            $"insert into service_keys (id, owner_id, name, hash, scopes) values ('{ann}', '{ann}', 'K', sha256('{ann}'), '{{check}}')");
        var rights = new[] { ("transfer", $"team:{team}"), ("share", $"project:{project}"), ("write", $"generation:{generation}") };
        foreach (var (action, resource) in rights) Assert.True(await api.As().MayAsync(ann, action, resource, revision: null));

        var deleted = (await api.As().DeleteAsync($"/v1/users/{ann}")).Ok(HttpStatusCode.NoContent);
        (await api.As().DeleteAsync($"/v1/users/{ann}")).Ok(HttpStatusCode.NoContent);

        foreach (var (_, resource) in rights) Assert.False(await api.As().MayAsync(ann, "read", resource, deleted.Revision));
        Assert.Equal(0, await api.QueryAsync<long>(
            $"""
            select (select count(*) from team_members where user_id = '{ann}')
                + (select count(*) from project_grants where user_id = '{ann}')
                + (select count(*) from generation_grants where user_id = '{ann}') + (select count(*) from entities where id = '{ann}')
                + (select count(*) from service_keys where owner_id = '{ann}' and revoked_at is null)
            """));
        (await api.As().GetAsync($"/v1/users/{ann}")).Problem(HttpStatusCode.NotFound, "user.unknown");
        (await api.As().PutAsync($"/v1/entities/user/{ann}", new { properties = new { } })).Problem(HttpStatusCode.Conflict, "id.retired");
        (await api.As(bob).PutAsync($"/v1/teams/{team}/members/{ann}", new { role = "viewer" })).Problem(
            HttpStatusCode.NotFound, "user.unknown");
    }

    [Fact]
    public async Task E1_a_user_who_owns_a_team_or_a_project_is_409_unless_somebody_gets_them()
    {
        foreach (var path in new[] { "teams", "projects" })
        {
            var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
            var owned = (await api.As(ann).PostAsync($"/v1/{path}", new { name = "X" })).Ok(HttpStatusCode.Created).Id;
            var generation = (await api.As(ann).PostAsync("/v1/generations", new { kind = "image", prompt = "p" })).Ok(
                HttpStatusCode.Created).Id;
            if (path == "projects") (await api.As(ann).PutAsync($"/v1/projects/{owned}/blocks/{bob}")).Ok(HttpStatusCode.NoContent);

            (await api.As().DeleteAsync($"/v1/users/{ann}")).Problem(HttpStatusCode.Conflict, "user.owns");
            (await api.As().DeleteAsync($"/v1/users/{ann}?transferTo={ann}")).Problem(HttpStatusCode.BadRequest, "request.invalid");
            (await api.As().DeleteAsync($"/v1/users/{ann}?transferTo=absent")).Problem(HttpStatusCode.NotFound, "user.unknown");
            Assert.True(await api.As().MayAsync(ann, "transfer", $"{path[..^1]}:{owned}", revision: null));

            var deleted = (await api.As().DeleteAsync($"/v1/users/{ann}?transferTo={bob}")).Ok(HttpStatusCode.NoContent);

            Assert.True(await api.As().MayAsync(bob, "transfer", $"{path[..^1]}:{owned}", deleted.Revision));
            Assert.True(await api.As().MayAsync(bob, "transfer", $"generation:{generation}", deleted.Revision));
            Assert.False(await api.As().MayAsync(ann, "read", $"{path[..^1]}:{owned}", deleted.Revision));
        }
    }

    [Fact]
    public async Task Me_is_the_user_acted_for_and_may_be_renamed()
    {
        var ann = await api.CreateUserAsync();

        Assert.Equal(ann, (await api.As(ann).GetAsync("/v1/me")).Ok().Id);
        Assert.Equal("admin", (await api.As().GetAsync("/v1/me")).Ok().Id);
        Assert.Equal("Ann", (await api.As(ann).PatchAsync("/v1/me", new { displayName = "Ann" })).Ok().Text("displayName"));
        (await api.As(ann).PatchAsync("/v1/me", new { isAdministrator = true })).Problem(HttpStatusCode.BadRequest, "request.invalid");
        Assert.Equal(JsonValueKind.False, (await api.As(ann).GetAsync("/v1/me")).Body.GetProperty("isAdministrator").ValueKind);
        (await api.With(key: null).GetAsync("/v1/me")).Problem(HttpStatusCode.Unauthorized, "credentials.required");
    }
}

/// <summary>The flag of administrators, with an API of its own, since these tests take it from the caller.</summary>
public sealed class AdministratorTests(ManagementFixture api) : IClassFixture<ManagementFixture>
{
    [Fact]
    public async Task A2_of_two_removals_at_the_same_moment_that_would_leave_no_administrator_exactly_one_succeeds()
    {
        for (var round = 0; round < 8; round++)
        {
            var ann = await api.CreateUserAsync();
            (await api.As().PutAsync($"/v1/users/{ann}/administrator")).Ok();

            var removals = await Task.WhenAll(
                api.As().DeleteAsync($"/v1/users/{ann}/administrator"), api.As().DeleteAsync("/v1/users/admin/administrator"));

            Assert.Single(removals, static removal => removal.Status == HttpStatusCode.NoContent);
            Assert.Equal(1, await api.QueryAsync<long>("select count(*) from users where is_administrator and state = 'active'"));
            await api.ExecuteAsync("update users set is_administrator = id = 'admin' where state <> 'deleted'");
            await api.CatchUpAsync();
        }
    }
}
