using System.Net;
using System.Text.Json;

namespace Velro.Tests.Contract.Management;

/// <summary><c>/v1/projects</c> (API.md, RIGHTS.md B1, B3, B4, B7, C2, D2, D4, E1).</summary>
public sealed class ProjectTests(ManagementFixture api) : IClassFixture<ManagementFixture>
{
    [Fact]
    public async Task B1_a_project_is_private_unless_it_says_otherwise()
    {
        var ann = await api.CreateUserAsync();

        var created = (await api.As(ann).PostAsync("/v1/projects", new { name = "P" })).Ok(HttpStatusCode.Created);

        Assert.Equal(("private", ann, $"/v1/projects/{created.Id}"), (
            created.Text("visibility"), created.Text("ownerId"), created.Location));
        Assert.Equal("public", (await api.As(ann).PostAsync("/v1/projects", new { name = "P", visibility = "public" })).Text("visibility"));
        (await api.As(ann).PostAsync("/v1/projects", new { name = "P", visibility = "inherit" })).Problem(
            HttpStatusCode.BadRequest, "request.invalid");
        Assert.True(await api.As().MayAsync(ann, "transfer", $"project:{created.Id}", created.Revision));
    }

    [Fact]
    public async Task B4_a_team_at_creation_needs_manage_on_it_and_becomes_editor()
    {
        var users = await api.CreateUsersAsync(3);
        var team = await CreateTeamAsync(users[0], (users[1], "editor"), (users[2], "admin"));

        (await api.As(users[1]).PostAsync("/v1/projects", new { name = "P", teamId = team })).Problem(
            HttpStatusCode.Forbidden, "access.insufficient_role");
        var created = (await api.As(users[2]).PostAsync("/v1/projects", new { name = "P", teamId = team })).Ok(HttpStatusCode.Created);

        Assert.True(await api.As().MayAsync(users[1], "write", $"project:{created.Id}", created.Revision));
        Assert.False(await api.As().MayAsync(users[0], "share", $"project:{created.Id}", created.Revision));
    }

    [Fact]
    public async Task B7_the_name_needs_write_and_the_visibility_share()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var project = await CreateAsync(ann);
        await GrantAsync(ann, project, "user", bob, "viewer");
        (await api.As(bob).PatchAsync($"/v1/projects/{project}", new { name = "Q" })).Problem(
            HttpStatusCode.Forbidden, "access.insufficient_role");
        await GrantAsync(ann, project, "user", bob, "editor");
        Assert.Equal("Q", (await api.As(bob).PatchAsync($"/v1/projects/{project}", new { name = "Q" })).Ok().Text("name"));
        (await api.As(bob).PatchAsync($"/v1/projects/{project}", new { visibility = "public" })).Problem(
            HttpStatusCode.Forbidden, "access.insufficient_role");
        await GrantAsync(ann, project, "user", bob, "admin");
        Assert.Equal("public", (await api.As(bob).PatchAsync($"/v1/projects/{project}", new { visibility = "public" })).Ok().Text(
            "visibility"));
    }

    [Fact]
    public async Task B7_grants_and_blocks_need_share()
    {
        var users = await api.CreateUsersAsync(3);
        var project = await CreateAsync(users[0]);
        await GrantAsync(users[0], project, "user", users[1], "editor");
        var path = $"/v1/projects/{project}";

        (await api.As(users[1]).GetAsync($"{path}/grants")).Problem(HttpStatusCode.Forbidden, "access.insufficient_role");
        (await api.As(users[1]).PutAsync($"{path}/grants/user/{users[2]}", new { role = "viewer" })).Problem(
            HttpStatusCode.Forbidden, "access.insufficient_role");
        (await api.As(users[1]).DeleteAsync($"{path}/grants/user/{users[1]}")).Problem(
            HttpStatusCode.Forbidden, "access.insufficient_role");
        (await api.As(users[1]).PutAsync($"{path}/blocks/{users[2]}")).Problem(HttpStatusCode.Forbidden, "access.insufficient_role");
        (await api.As(users[1]).DeleteAsync($"{path}/blocks/{users[2]}")).Problem(HttpStatusCode.Forbidden, "access.insufficient_role");
    }

    [Fact]
    public async Task B3_owner_is_never_granted()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        (await api.As(ann).PutAsync($"/v1/projects/{await CreateAsync(ann)}/grants/user/{bob}", new { role = "owner" }))
            .Problem(HttpStatusCode.BadRequest, "request.invalid");
    }

    [Fact]
    public async Task A_grant_counts_at_the_revision_of_its_write_and_no_more_at_that_of_its_removal()
    {
        var users = await api.CreateUsersAsync(3);
        var project = await CreateAsync(users[0]);
        var team = await CreateTeamAsync(users[0], (users[2], "viewer"));
        foreach (var (type, id, user, action) in new[] { ("user", users[1], users[1], "write"), ("team", team, users[2], "read") })
        {
            var path = $"/v1/projects/{project}/grants/{type}/{id}";
            Assert.False(await api.As().MayAsync(user, "read", $"project:{project}", revision: null));
            var put = (await api.As(users[0]).PutAsync(path, new { role = "editor" })).Ok(HttpStatusCode.Created);
            Assert.Equal(path, put.Location);
            Assert.True(await api.As().MayAsync(user, action, $"project:{project}", put.Revision));
            (await api.As(users[0]).PutAsync(path, new { role = "viewer", expiresAt = "2020-01-01T00:00:00+01:00" })).Ok();
            Assert.False(await api.As().MayAsync(user, "read", $"project:{project}", revision: null));
            await GrantAsync(users[0], project, type, id, "viewer");
            var removed = (await api.As(users[0]).DeleteAsync(path)).Ok(HttpStatusCode.NoContent);
            (await api.As(users[0]).DeleteAsync(path)).Ok(HttpStatusCode.NoContent);
            Assert.False(await api.As().MayAsync(user, "read", $"project:{project}", removed.Revision));
        }

        (await api.As(users[0]).PutAsync($"/v1/projects/{project}/grants/user/nobody", new { role = "viewer" })).Problem(
            HttpStatusCode.NotFound, "user.unknown");
        (await api.As(users[0]).PutAsync($"/v1/projects/{project}/grants/team/nowhere", new { role = "viewer" })).Problem(
            HttpStatusCode.NotFound, "team.unknown");
    }

    [Theory]
    [InlineData("user")]
    [InlineData("team")]
    public async Task A_grant_needs_only_that_its_grantee_exists_and_says_no_more_than_that(string type)
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var project = await CreateAsync(ann);
        var hidden = type == "user" ? bob : (await api.As(bob).PostAsync("/v1/teams", new { name = "T" })).Ok(HttpStatusCode.Created).Id;

        (await api.As(ann).PutAsync($"/v1/projects/{project}/grants/{type}/{hidden}", new { role = "viewer" })).Ok(HttpStatusCode.Created);
        var refused = await api.As(ann).PutAsync($"/v1/projects/{project}/grants/{type}/absent", new { role = "viewer" });

        Assert.Equal(
            $"There is no such {type}.", refused.Problem(HttpStatusCode.NotFound, $"{type}.unknown").Text("detail"));
    }

    [Fact]
    public async Task C2_a_block_and_a_role_of_none_win_over_every_role_and_cannot_meet_the_owner()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var project = await CreateAsync(ann);
        await GrantAsync(ann, project, "user", bob, "admin");

        var blocked = (await api.As(ann).PutAsync($"/v1/projects/{project}/blocks/{bob}")).Ok(HttpStatusCode.NoContent);
        Assert.False(await api.As().MayAsync(bob, "read", $"project:{project}", blocked.Revision));
        (await api.As(bob).GetAsync($"/v1/projects/{project}")).Problem(HttpStatusCode.NotFound, "project.unknown");
        (await api.As(bob).DeleteAsync($"/v1/projects/{project}/blocks/{bob}")).Problem(HttpStatusCode.NotFound, "project.unknown");
        var unblocked = (await api.As(ann).DeleteAsync($"/v1/projects/{project}/blocks/{bob}")).Ok(HttpStatusCode.NoContent);
        Assert.True(await api.As().MayAsync(bob, "share", $"project:{project}", unblocked.Revision));

        (await api.As(bob).PutAsync($"/v1/projects/{project}/blocks/{ann}")).Problem(HttpStatusCode.Conflict, "project.owner_denied");
        (await api.As(bob).PutAsync($"/v1/projects/{project}/grants/user/{ann}", new { role = "none" })).Problem(
            HttpStatusCode.Conflict, "project.owner_denied");
    }

    [Fact]
    public async Task B3_only_the_owner_transfers_and_stays_admin_and_nothing_denies_the_new_owner()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var project = await CreateAsync(ann);
        await GrantAsync(ann, project, "user", bob, "admin");
        (await api.As(bob).PostAsync($"/v1/projects/{project}/transfer", new { userId = bob })).Problem(
            HttpStatusCode.Forbidden, "access.insufficient_role");
        await GrantAsync(ann, project, "user", bob, "none");
        (await api.As(ann).PutAsync($"/v1/projects/{project}/blocks/{bob}")).Ok(HttpStatusCode.NoContent);
        (await api.As(ann).PostAsync($"/v1/projects/{project}/transfer", new { userId = await api.CreateUserAsync("suspended") }))
            .Problem(HttpStatusCode.NotFound, "user.unknown");

        var moved = (await api.As(ann).PostAsync($"/v1/projects/{project}/transfer", new { userId = bob })).Ok();

        Assert.Equal(bob, moved.Text("ownerId"));
        Assert.True(await api.As().MayAsync(bob, "transfer", $"project:{project}", moved.Revision));
        Assert.True(await api.As().MayAsync(ann, "manage", $"project:{project}", moved.Revision));
        Assert.False(await api.As().MayAsync(ann, "transfer", $"project:{project}", moved.Revision));
    }

    [Fact]
    public async Task D2_a_project_that_the_caller_may_not_see_is_404_in_the_same_words_as_one_that_is_not_there()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var project = await CreateAsync(ann);
        foreach (var (method, path, body) in new (HttpMethod, string, object?)[]
        {
            (HttpMethod.Get, "", null), (HttpMethod.Patch, "", new { name = "x" }), (HttpMethod.Delete, "", null), (
                HttpMethod.Get, "/grants", null),
            (HttpMethod.Put, $"/grants/user/{bob}", new { role = "admin" }), (HttpMethod.Delete, $"/grants/user/{bob}", null),
            (HttpMethod.Put, $"/blocks/{ann}", null), (HttpMethod.Delete, $"/blocks/{ann}", null), (
                HttpMethod.Post, "/transfer", new { userId = bob }),
        })
        {
            var hidden = (await api.As(bob).CallAsync(method, $"/v1/projects/{project}{path}", body)).Problem(
                HttpStatusCode.NotFound, "project.unknown");
            var absent = (await api.As(bob).CallAsync(method, $"/v1/projects/absent{path}", body)).Problem(
                HttpStatusCode.NotFound, "project.unknown");
            Assert.Equal(absent.Text("detail"), hidden.Text("detail"));
        }
    }

    [Fact]
    public async Task D4_a_public_project_is_shown_without_credentials_and_no_other_is()
    {
        var ann = await api.CreateUserAsync();
        var project = await CreateAsync(ann);

        (await api.With(key: null).GetAsync($"/v1/projects/{project}")).Problem(HttpStatusCode.NotFound, "project.unknown");
        (await api.As(ann).PatchAsync($"/v1/projects/{project}", new { visibility = "public" })).Ok();
        (await api.With(key: null).GetAsync($"/v1/projects/{project}")).Ok();
        (await api.With("a-wrong-key-is-not-no-key-at-all").GetAsync($"/v1/projects/{project}")).Problem(
            HttpStatusCode.Unauthorized, "credentials.invalid");
    }

    [Fact]
    public async Task E1_a_deleted_project_takes_its_generations_with_it_and_leaves_no_right_behind()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var project = await CreateAsync(ann);
        await GrantAsync(ann, project, "user", bob, "editor");
        var inside = (await api.As(bob).PostAsync("/v1/generations", new { projectId = project, kind = "image", prompt = "inside" })).Ok(
            HttpStatusCode.Created).Id;
        var child = (await api.As(bob).PostAsync(
            "/v1/generations", new { parentGenerationId = inside, inheritance = "role", kind = "image", prompt = "outside" })).Ok(
                HttpStatusCode.Created).Id;
        Assert.True(await api.As().MayAsync(bob, "write", $"project:{project}", revision: null));
        Assert.True(await api.As().MayAsync(ann, "read", $"generation:{inside}", revision: null));
        Assert.True(await api.As().MayAsync(ann, "write", $"generation:{child}", revision: null));

        var deleted = (await api.As(ann).DeleteAsync($"/v1/projects/{project}")).Ok(HttpStatusCode.NoContent);
        (await api.As(ann).DeleteAsync($"/v1/projects/{project}")).Ok(HttpStatusCode.NoContent);

        Assert.False(await api.As().MayAsync(bob, "read", $"project:{project}", deleted.Revision));
        Assert.False(await api.As().MayAsync(bob, "read", $"generation:{inside}", deleted.Revision));
        Assert.False(await api.As().MayAsync(ann, "read", $"generation:{inside}", deleted.Revision));
        Assert.False(await api.As().MayAsync(ann, "read", $"generation:{child}", deleted.Revision));
        Assert.Equal(1, await api.QueryAsync<long>($"select count(*) from generations where id = '{child}' and parent_id is null"));
    }

    [Fact]
    public async Task A_list_holds_what_the_caller_owns_and_what_is_shared_with_it_and_its_teams_and_hides_what_is_denied()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var team = await CreateTeamAsync(ann, (bob, "viewer"));
        var expected = new List<string> { await CreateAsync(bob) };
        foreach (var (type, id) in new[] { ("user", bob), ("team", team), ("team", team) })
        {
            var project = await CreateAsync(ann);
            await GrantAsync(ann, project, type, id, "viewer");
            expected.Add(project);
        }

        (await api.As(ann).PutAsync($"/v1/projects/{expected[3]}/blocks/{bob}")).Ok(HttpStatusCode.NoContent);
        await CreateAsync(ann);

        var (seen, cursor) = (new List<string>(), "");
        do
        {
            var page = (await api.As(bob).GetAsync($"/v1/projects?limit=1{cursor}")).Ok().Body;
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(static item => item.GetProperty("id").GetString()!));
            cursor = page.GetProperty("nextCursor").GetString() is { } next ? $"&cursor={next}" : "";
        }
        while (cursor.Length > 0);

        Assert.Equal(expected.Take(3).Order(StringComparer.Ordinal), seen);
    }

    [Fact]
    public async Task Grants_are_listed_with_their_roles_and_ends()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var (project, team) = (await CreateAsync(ann), await CreateTeamAsync(ann));
        var grant = new { role = "viewer", expiresAt = "2099-01-01T01:00:00+01:00" };
        (await api.As(ann).PutAsync($"/v1/projects/{project}/grants/user/{bob}", grant)).Ok(HttpStatusCode.Created);
        await GrantAsync(ann, project, "team", team, "editor");

        var first = (await api.As(ann).GetAsync($"/v1/projects/{project}/grants?limit=1")).Ok().Body;
        var second = (await api.As(ann).GetAsync(
            $"/v1/projects/{project}/grants?limit=1&cursor={first.GetProperty("nextCursor").GetString()}")).Ok().Body;

        Assert.Equal($$"""{"type":"team","id":"{{team}}"}""", first.GetProperty("items")[0].GetProperty("grantee").GetRawText());
        Assert.Equal("2099-01-01T00:00:00Z", second.GetProperty("items")[0].GetProperty("expiresAt").GetString());
        Assert.Equal(JsonValueKind.Null, second.GetProperty("nextCursor").ValueKind);
    }

    private async Task<string> CreateAsync(string owner) =>
        (await api.As(owner).PostAsync("/v1/projects", new { name = "Project" })).Ok(HttpStatusCode.Created).Id;

    private async Task<string> CreateTeamAsync(string owner, params (string User, string Role)[] members)
    {
        var team = (await api.As(owner).PostAsync("/v1/teams", new { name = "Team" })).Ok(HttpStatusCode.Created).Id;
        foreach (var (user, role) in members)
            (await api.As(owner).PutAsync($"/v1/teams/{team}/members/{user}", new { role })).Ok(HttpStatusCode.Created);
        return team;
    }

    private async Task GrantAsync(string caller, string project, string type, string id, string role)
    {
        var reply = await api.As(caller).PutAsync($"/v1/projects/{project}/grants/{type}/{id}", new { role });
        Assert.True(reply.Status is HttpStatusCode.OK or HttpStatusCode.Created, $"{reply.Status}: {reply.Body}");
    }
}
