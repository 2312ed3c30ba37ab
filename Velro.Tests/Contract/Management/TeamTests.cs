using System.Net;
using System.Text.Json;

namespace Velro.Tests.Contract.Management;

/// <summary><c>/v1/teams</c> (API.md, RIGHTS.md B3, B4, B7, C1, D2, E1).</summary>
public sealed class TeamTests(ManagementFixture api) : IClassFixture<ManagementFixture>
{
    [Fact]
    public async Task Creating_answers_201_with_the_location_and_the_whole_team_and_makes_the_creator_owner()
    {
        var ann = await api.CreateUserAsync();

        var created = (await api.As(ann).PostAsync("/v1/teams", new { name = "Ann's" })).Ok(HttpStatusCode.Created);

        Assert.Equal($"/v1/teams/{created.Id}", created.Location);
        Assert.Equal("id", created.Body.EnumerateObject().First().Name);
        Assert.Equal("\"1\"", created.ETag);
        Assert.NotNull(created.Revision);
        var shown = (await api.As(ann).GetAsync(created.Location!)).Ok();
        Assert.Equal(created.Body.ToString(), shown.Body.ToString());
        var member = Assert.Single(
            (await api.As(ann).GetAsync($"{created.Location}/members")).Ok().Body.GetProperty("items").EnumerateArray());
        Assert.Equal((ann, "owner"), (member.GetProperty("userId").GetString(), member.GetProperty("role").GetString()));
        Assert.True(await api.As().MayAsync(ann, "transfer", $"team:{created.Id}", created.Revision));
    }

    [Fact]
    public async Task B4_a_child_team_needs_manage_on_the_team_above()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var parent = await CreateAsync(ann);
        await PutMemberAsync(ann, parent, bob, "editor");

        (await api.As(bob).PostAsync("/v1/teams", new { name = "Below", parentTeamId = parent })).Problem(
            HttpStatusCode.Forbidden, "access.insufficient_role");
        await PutMemberAsync(ann, parent, bob, "admin");
        (await api.As(bob).PostAsync("/v1/teams", new { name = "Below", parentTeamId = parent })).Ok(HttpStatusCode.Created);
    }

    [Fact]
    public async Task B4_another_parent_needs_manage_on_the_team_the_old_parent_and_the_new_one()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var (from, to) = (await CreateAsync(ann), await CreateAsync(ann));
        var team = await CreateAsync(ann, from);
        foreach (var one in new[] { from, to }) await PutMemberAsync(ann, one, bob, "viewer");
        await PutMemberAsync(ann, team, bob, "admin");

        (await MoveAsync(bob, team, to)).Problem(HttpStatusCode.Forbidden, "access.insufficient_role");
        await PutMemberAsync(ann, from, bob, "admin");
        (await MoveAsync(bob, team, to)).Problem(HttpStatusCode.Forbidden, "access.insufficient_role");
        await PutMemberAsync(ann, to, bob, "admin");
        await PutMemberAsync(ann, team, bob, "owner");
        Assert.Equal(to, (await MoveAsync(bob, team, to)).Ok().Text("parentTeamId"));
        await PutMemberAsync(ann, team, bob, "admin");
        Assert.False((await MoveAsync(bob, team, null)).Ok().Names("parentTeamId"));
    }

    [Fact]
    public async Task B3_only_an_owner_puts_a_team_below_another_one_since_the_owners_of_that_become_its_owners()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var (team, bobs) = (await CreateAsync(ann), await CreateAsync(bob));
        await PutMemberAsync(ann, team, bob, "admin");

        (await MoveAsync(bob, team, bobs)).Problem(HttpStatusCode.Forbidden, "role.above_own");

        (await api.As(bob).DeleteAsync($"/v1/teams/{team}/members/{ann}")).Problem(HttpStatusCode.Forbidden, "role.above_own");
        Assert.False(await api.As().MayAsync(bob, "transfer", $"team:{team}", revision: null));
        await PutMemberAsync(ann, team, bob, "owner");
        Assert.Equal(bobs, (await MoveAsync(bob, team, bobs)).Ok().Text("parentTeamId"));
    }

    [Fact]
    public async Task D2_a_team_does_not_tell_its_members_which_team_is_above_that_they_are_not_in()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var above = await CreateAsync(ann);
        var team = await CreateAsync(ann, above);
        await PutMemberAsync(ann, team, bob, "viewer");

        Assert.False((await api.As(bob).GetAsync($"/v1/teams/{team}")).Ok().Names("parentTeamId"));
        await PutMemberAsync(ann, team, bob, "admin");
        (await MoveAsync(bob, team, above)).Problem(HttpStatusCode.NotFound, "team.unknown");
        Assert.Equal(above, (await api.As(ann).GetAsync($"/v1/teams/{team}")).Ok().Text("parentTeamId"));
    }

    [Fact]
    public async Task A_circle_and_a_depth_over_8_are_409()
    {
        var ann = await api.CreateUserAsync();
        var teams = new List<string> { await CreateAsync(ann) };
        for (var level = 2; level <= 8; level++) teams.Add(await CreateAsync(ann, teams[^1]));

        (await api.As(ann).PostAsync("/v1/teams", new { name = "9", parentTeamId = teams[^1] })).Problem(
            HttpStatusCode.Conflict, "team.depth");
        (await MoveAsync(ann, teams[0], teams[^1])).Problem(HttpStatusCode.Conflict, "team.cycle");
        (await MoveAsync(ann, teams[0], teams[0])).Problem(HttpStatusCode.Conflict, "team.cycle");
    }

    [Fact]
    public async Task Of_two_moves_at_the_same_moment_that_together_make_a_circle_one_fails()
    {
        var ann = await api.CreateUserAsync();
        for (var round = 0; round < 8; round++)
        {
            var (one, other) = (await CreateAsync(ann), await CreateAsync(ann));

            var moves = await Task.WhenAll(MoveAsync(ann, one, other), MoveAsync(ann, other, one));

            Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Conflict], moves.Select(static move => move.Status).Order());
            Assert.Equal("team.cycle", moves.Single(static move => move.Status == HttpStatusCode.Conflict).Code);
        }
    }

    [Fact]
    public async Task B3_an_admin_gives_changes_and_takes_only_roles_up_to_its_own()
    {
        var users = await api.CreateUsersAsync(3);
        var team = await CreateAsync(users[0]);
        await PutMemberAsync(users[0], team, users[1], "admin");

        (await api.As(users[1]).PutAsync($"/v1/teams/{team}/members/{users[2]}", new { role = "owner" })).Problem(
            HttpStatusCode.Forbidden, "role.above_own");
        (await api.As(users[1]).PutAsync($"/v1/teams/{team}/members/{users[0]}", new { role = "viewer" })).Problem(
            HttpStatusCode.Forbidden, "role.above_own");
        (await api.As(users[1]).DeleteAsync($"/v1/teams/{team}/members/{users[0]}")).Problem(HttpStatusCode.Forbidden, "role.above_own");
        (await api.As(users[1]).PutAsync($"/v1/teams/{team}/members/{users[2]}", new { role = "admin" })).Ok(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("DELETE", null)]
    [InlineData("PUT", """{"role":"admin"}""")]
    [InlineData("PUT", """{"role":"owner","expiresAt":"2099-01-01T00:00:00Z"}""")]
    public async Task B3_the_last_owner_of_a_team_stays(string method, string? body)
    {
        var ann = await api.CreateUserAsync();
        var team = await CreateAsync(ann);

        (await api.As(ann).CallAsync(
            new HttpMethod(method), $"/v1/teams/{team}/members/{ann}", body is null ? null : JsonElement.Parse(body)))
            .Problem(HttpStatusCode.Conflict, "team.last_owner");
    }

    [Fact]
    public async Task B3_of_two_owners_who_remove_each_other_at_the_same_moment_exactly_one_succeeds()
    {
        for (var round = 0; round < 8; round++)
        {
            var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
            var team = await CreateAsync(ann);
            await PutMemberAsync(ann, team, bob, "owner");

            var removals = await Task.WhenAll(
                api.As(ann).DeleteAsync($"/v1/teams/{team}/members/{bob}"), api.As(bob).DeleteAsync($"/v1/teams/{team}/members/{ann}"));

            Assert.Equal([HttpStatusCode.NoContent, HttpStatusCode.NotFound], removals.Select(static removal => removal.Status).Order());
        }
    }

    [Fact]
    public async Task B7_members_need_manage_to_be_changed_and_read_to_be_seen()
    {
        var users = await api.CreateUsersAsync(3);
        var team = await CreateAsync(users[0]);
        await PutMemberAsync(users[0], team, users[1], "editor");

        (await api.As(users[1]).GetAsync($"/v1/teams/{team}/members")).Ok();
        (await api.As(users[1]).PutAsync($"/v1/teams/{team}/members/{users[2]}", new { role = "viewer" })).Problem(
            HttpStatusCode.Forbidden, "access.insufficient_role");
        (await api.As(users[2]).GetAsync($"/v1/teams/{team}/members")).Problem(HttpStatusCode.NotFound, "team.unknown");
        (await api.As(users[0]).PutAsync($"/v1/teams/{team}/members/nobody", new { role = "viewer" })).Problem(
            HttpStatusCode.NotFound, "user.unknown");
    }

    [Fact]
    public async Task A_membership_counts_at_the_revision_that_its_write_answers_and_no_more_at_that_of_its_removal()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var team = await CreateAsync(ann);

        var put = (await api.As(ann).PutAsync($"/v1/teams/{team}/members/{bob}", new { role = "editor" })).Ok(HttpStatusCode.Created);
        Assert.True(await api.As().MayAsync(bob, "write", $"team:{team}", put.Revision));
        var removed = (await api.As(ann).DeleteAsync($"/v1/teams/{team}/members/{bob}")).Ok(HttpStatusCode.NoContent);
        Assert.False(await api.As().MayAsync(bob, "read", $"team:{team}", removed.Revision));
    }

    [Fact]
    public async Task C1_a_suspended_team_gives_nothing_until_it_is_reactivated()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var team = await CreateAsync(ann);
        var below = await CreateAsync(ann, team);
        await PutMemberAsync(ann, below, bob, "editor");

        var suspended = (await api.As(ann).PostAsync($"/v1/teams/{team}/suspend")).Ok();
        Assert.True(suspended.Body.GetProperty("isSuspended").GetBoolean());
        Assert.False(await api.As().MayAsync(bob, "read", $"team:{below}", suspended.Revision));
        (await api.As(ann).GetAsync($"/v1/teams/{team}")).Problem(HttpStatusCode.NotFound, "team.unknown");
        (await api.As(bob).PostAsync($"/v1/teams/{team}/reactivate")).Problem(HttpStatusCode.NotFound, "team.unknown");

        var reactivated = (await api.As(ann).PostAsync($"/v1/teams/{team}/reactivate")).Ok();
        Assert.True(await api.As().MayAsync(bob, "write", $"team:{below}", reactivated.Revision));
    }

    [Fact]
    public async Task C1_the_suspension_of_a_team_below_another_one_is_ended_from_above_only()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var below = await CreateAsync(ann, await CreateAsync(ann));
        await PutMemberAsync(ann, below, bob, "owner");
        (await api.As(ann).PostAsync($"/v1/teams/{below}/suspend")).Ok();

        (await api.As(bob).PostAsync($"/v1/teams/{below}/reactivate")).Problem(HttpStatusCode.NotFound, "team.unknown");
        Assert.False(await api.As().MayAsync(bob, "read", $"team:{below}", revision: null));

        var reactivated = (await api.As(ann).PostAsync($"/v1/teams/{below}/reactivate")).Ok();
        Assert.True(await api.As().MayAsync(bob, "manage", $"team:{below}", reactivated.Revision));
    }

    [Fact]
    public async Task D2_a_team_that_the_caller_may_not_see_is_404_in_the_same_words_as_one_that_is_not_there()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var team = await CreateAsync(ann);
        foreach (var (method, path, body) in new (HttpMethod, string, object?)[]
        {
            (HttpMethod.Get, "", null), (HttpMethod.Patch, "", new { name = "x" }), (HttpMethod.Delete, "", null), (
                HttpMethod.Get, "/members", null),
            (HttpMethod.Put, "/parent", new { teamId = (string?)null }), (HttpMethod.Post, "/suspend", null), (
                HttpMethod.Post, "/reactivate", null),
            (HttpMethod.Put, $"/members/{bob}", new { role = "viewer" }), (HttpMethod.Delete, $"/members/{bob}", null),
        })
        {
            var hidden = (await api.As(bob).CallAsync(method, $"/v1/teams/{team}{path}", body)).Problem(
                HttpStatusCode.NotFound, "team.unknown");
            var absent = (await api.As(bob).CallAsync(method, $"/v1/teams/absent{path}", body)).Problem(
                HttpStatusCode.NotFound, "team.unknown");
            Assert.Equal(absent.Text("detail"), hidden.Text("detail"));
        }
    }

    [Fact]
    public async Task A2_administrators_have_no_role_on_any_team()
    {
        var team = await CreateAsync(await api.CreateUserAsync());

        (await api.As().GetAsync($"/v1/teams/{team}")).Problem(HttpStatusCode.NotFound, "team.unknown");
        (await api.As().DeleteAsync($"/v1/teams/{team}")).Problem(HttpStatusCode.NotFound, "team.unknown");
    }

    [Fact]
    public async Task D2_a_delete_is_repeatable_by_the_same_caller_only()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var team = await CreateAsync(ann);
        await PutMemberAsync(ann, team, bob, "owner");

        (await api.As(ann).DeleteAsync($"/v1/teams/{team}")).Ok(HttpStatusCode.NoContent);
        (await api.As(ann).DeleteAsync($"/v1/teams/{team}")).Ok(HttpStatusCode.NoContent);
        (await api.As(bob).DeleteAsync($"/v1/teams/{team}")).Problem(HttpStatusCode.NotFound, "team.unknown");
    }

    [Fact]
    public async Task D2_who_removed_itself_may_repeat_it()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var team = await CreateAsync(ann);
        await PutMemberAsync(ann, team, bob, "admin");

        (await api.As(bob).DeleteAsync($"/v1/teams/{team}/members/{bob}")).Ok(HttpStatusCode.NoContent);
        (await api.As(bob).DeleteAsync($"/v1/teams/{team}/members/{bob}")).Ok(HttpStatusCode.NoContent);
        (await api.As(bob).DeleteAsync($"/v1/teams/{team}/members/{ann}")).Problem(HttpStatusCode.NotFound, "team.unknown");
    }

    [Fact]
    public async Task E1_a_team_with_children_is_409_and_a_deleted_one_leaves_no_right_behind()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var team = await CreateAsync(ann);
        var below = await CreateAsync(ann, team);
        await PutMemberAsync(ann, below, bob, "editor");
        var project = (await api.As(ann).PostAsync("/v1/projects", new { name = "P" })).Ok(HttpStatusCode.Created).Id;
        (await api.As(ann).PutAsync($"/v1/projects/{project}/grants/team/{below}", new { role = "editor" })).Ok(HttpStatusCode.Created);
        Assert.True(await api.As().MayAsync(bob, "write", $"project:{project}", revision: null));

        (await api.As(ann).DeleteAsync($"/v1/teams/{team}")).Problem(HttpStatusCode.Conflict, "team.has_children");
        var deleted = (await api.As(ann).DeleteAsync($"/v1/teams/{below}")).Ok(HttpStatusCode.NoContent);

        Assert.False(await api.As().MayAsync(bob, "read", $"project:{project}", deleted.Revision));
        Assert.False(await api.As().MayAsync(bob, "read", $"team:{below}", deleted.Revision));
        Assert.False(await api.As().MayAsync(ann, "read", $"team:{below}", deleted.Revision));
        foreach (var table in new[] { "project_grants", "team_members" })
            Assert.Equal(0, await api.QueryAsync<long>($"select count(*) from {table} where team_id = '{below}'"));
    }

    [Fact]
    public async Task A_list_holds_the_callers_teams_and_those_below_page_by_page()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var mine = new List<string> { await CreateAsync(ann) };
        for (var i = 0; i < 6; i++) mine.Add(await CreateAsync(ann, mine[0]));
        await CreateAsync(bob);

        var (seen, cursor) = (new List<string>(), "");
        do
        {
            var page = (await api.As(ann).GetAsync($"/v1/teams?limit=3{cursor}")).Ok().Body;
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(static item => item.GetProperty("id").GetString()!));
            cursor = page.GetProperty("nextCursor").GetString() is { } next ? $"&cursor={next}" : "";
        }
        while (cursor.Length > 0);

        Assert.Equal(mine.Order(StringComparer.Ordinal), seen);
    }

    [Fact]
    public async Task A_cursor_of_another_list_of_another_caller_or_tampered_with_is_400()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var team = await CreateAsync(ann);
        await CreateAsync(ann);
        await PutMemberAsync(ann, team, bob, "viewer");
        var cursor = (await api.As(ann).GetAsync("/v1/teams?limit=1")).Text("nextCursor")!;

        (await api.As(ann).GetAsync($"/v1/teams?limit=1&cursor={cursor}")).Ok();
        (await api.As(bob).GetAsync($"/v1/teams?limit=1&cursor={cursor}")).Problem(HttpStatusCode.BadRequest, "cursor.invalid");
        (await api.As(ann).GetAsync($"/v1/teams/{team}/members?cursor={cursor}")).Problem(HttpStatusCode.BadRequest, "cursor.invalid");
        (await api.As(ann).GetAsync($"/v1/teams?cursor={(cursor[0] == 'A' ? 'B' : 'A')}{cursor[1..]}")).Problem(
            HttpStatusCode.BadRequest, "cursor.invalid");
        (await api.As(ann).GetAsync("/v1/teams?cursor=")).Problem(HttpStatusCode.BadRequest, "cursor.invalid");
        foreach (var limit in new[] { "0", "201", "-1", "x", "" })
            (await api.As(ann).GetAsync($"/v1/teams?limit={limit}")).Problem(HttpStatusCode.BadRequest, "request.invalid");
    }

    private async Task<string> CreateAsync(string owner, string? parent = null) =>
        (await api.As(owner).PostAsync("/v1/teams", new { name = "Team", parentTeamId = parent })).Ok(HttpStatusCode.Created).Id;

    private async Task PutMemberAsync(string caller, string team, string user, string role)
    {
        var reply = await api.As(caller).PutAsync($"/v1/teams/{team}/members/{user}", new { role });
        Assert.True(reply.Status is HttpStatusCode.OK or HttpStatusCode.Created, $"{reply.Status}: {reply.Body}");
    }

    private Task<Reply> MoveAsync(string caller, string team, string? parent) =>
        api.As(caller).PutAsync($"/v1/teams/{team}/parent", new { teamId = parent });
}
