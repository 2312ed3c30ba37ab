using System.Net;
using System.Text.Json;

namespace Velro.Tests.Contract.Management;

/// <summary><c>/v1/generations</c> (API.md, RIGHTS.md B1, B2, B7, C2, C3, D2, D4, E1, F3).</summary>
public sealed class GenerationTests(ManagementFixture api) : IClassFixture<ManagementFixture>
{
    [Fact]
    public async Task B1_a_generation_is_seen_as_its_project_and_without_one_by_nobody()
    {
        var ann = await api.CreateUserAsync();
        var project = await CreateProjectAsync(ann);

        var inside = await CreateAsync(ann, new { projectId = project, kind = "video", prompt = "p" });
        var alone = await CreateAsync(ann, new { kind = "audio", prompt = "" });

        Assert.Equal(("inherit", "none", "video"), (inside.Text("visibility"), inside.Text("inheritance"), inside.Text("kind")));
        Assert.Equal(("private", "none", "audio"), (alone.Text("visibility"), alone.Text("inheritance"), alone.Text("kind")));
        Assert.Equal(ann, inside.Text("ownerId"));
    }

    [Fact]
    public async Task B2_creating_under_a_project_needs_create_on_it()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var project = await CreateProjectAsync(ann);
        var body = new { projectId = project, kind = "image", prompt = "p" };

        (await api.As(bob).PostAsync("/v1/generations", body)).Problem(HttpStatusCode.NotFound, "project.unknown");
        await GrantAsync(ann, $"projects/{project}", bob, "viewer");
        (await api.As(bob).PostAsync("/v1/generations", body)).Problem(HttpStatusCode.Forbidden, "access.insufficient_role");
        await GrantAsync(ann, $"projects/{project}", bob, "contributor");
        var created = await CreateAsync(bob, body);
        Assert.True(await api.As().MayAsync(bob, "transfer", $"generation:{created.Id}", created.Revision));
        Assert.True(await api.As().MayAsync(ann, "delete", $"generation:{created.Id}", created.Revision));
    }

    [Fact]
    public async Task B2_creating_under_a_parent_needs_read_on_it_and_C3_a_lock_stops_it()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var parent = (await CreateAsync(ann)).Id;
        var body = new { parentGenerationId = parent, kind = "image", prompt = "p" };

        (await api.As(bob).PostAsync("/v1/generations", body)).Problem(HttpStatusCode.NotFound, "generation.unknown");
        await GrantAsync(ann, $"generations/{parent}", bob, "viewer");
        Assert.Equal(parent, (await CreateAsync(bob, body)).Text("parentGenerationId"));
        (await api.As(ann).PostAsync($"/v1/generations/{parent}/lock")).Ok();
        (await api.As(bob).PostAsync("/v1/generations", body)).Problem(HttpStatusCode.Forbidden, "access.locked");
    }

    [Fact]
    public async Task F3_a_change_without_if_match_is_428_and_of_another_version_412()
    {
        var ann = await api.CreateUserAsync();
        var generation = await CreateAsync(ann);
        var path = generation.Location!;

        (await api.As(ann).PatchAsync(path, new { prompt = "q" })).Problem(HttpStatusCode.PreconditionRequired, "version.required");
        var changed = (await api.As(ann).PatchAsync(path, new { prompt = "q" }, ("If-Match", generation.ETag!))).Ok();
        Assert.Equal("q", changed.Text("prompt"));
        (await api.As(ann).PatchAsync(path, new { prompt = "r" }, ("If-Match", generation.ETag!))).Problem(
            HttpStatusCode.PreconditionFailed, "version.passed");
        Assert.Equal("q", (await api.As(ann).GetAsync(path)).Text("prompt"));
    }

    [Fact]
    public async Task Of_edits_of_one_version_at_the_same_moment_one_is_done()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var generation = await CreateAsync(ann);
        await GrantAsync(ann, $"generations/{generation.Id}", bob, "editor");

        var edits = await Task.WhenAll(new[] { ann, bob, ann, bob }.Select((user, i) =>
            api.As(user).PatchAsync(generation.Location!, new { prompt = $"p{i}" }, ("If-Match", generation.ETag!))));

        Assert.Single(edits, static edit => edit.Status == HttpStatusCode.OK);
        Assert.Equal(3, edits.Count(static edit => edit.Status == HttpStatusCode.PreconditionFailed));
    }

    [Theory]
    [InlineData("""{"prompt":"q"}""", "editor")]
    [InlineData("""{"visibility":"public"}""", "admin")]
    [InlineData("""{"inheritance":"role"}""", "admin")]
    [InlineData("""{"projectId":null}""", "admin")]
    public async Task B7_each_field_needs_its_right(string body, string role)
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var generation = await CreateAsync(ann, new { projectId = await CreateProjectAsync(ann), kind = "image", prompt = "p" });
        await GrantAsync(ann, $"generations/{generation.Id}", bob, role == "editor" ? "contributor" : "editor");
        (await ChangeAsync(bob, generation.Id, body)).Problem(HttpStatusCode.Forbidden, "access.insufficient_role");
        await GrantAsync(ann, $"generations/{generation.Id}", bob, role);
        (await ChangeAsync(bob, generation.Id, body)).Ok();
    }

    [Fact]
    public async Task B7_another_project_needs_create_on_it_and_delete_on_the_generation()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var generation = await CreateAsync(ann);
        var project = await CreateProjectAsync(ann);
        var body = $$"""{"projectId":"{{project}}"}""";
        await GrantAsync(ann, $"generations/{generation.Id}", bob, "editor");
        await GrantAsync(ann, $"projects/{project}", bob, "contributor");

        (await ChangeAsync(bob, generation.Id, body)).Problem(HttpStatusCode.Forbidden, "access.insufficient_role");
        await GrantAsync(ann, $"generations/{generation.Id}", bob, "admin");
        await GrantAsync(ann, $"projects/{project}", bob, "viewer");
        (await ChangeAsync(bob, generation.Id, body)).Problem(HttpStatusCode.Forbidden, "access.insufficient_role");
        await GrantAsync(ann, $"projects/{project}", bob, "contributor");
        Assert.Equal(project, (await ChangeAsync(bob, generation.Id, body)).Ok().Text("projectId"));
        (await ChangeAsync(ann, generation.Id, $$"""{"projectId":"{{await CreateProjectAsync(bob)}}"}""")).Problem(
            HttpStatusCode.NotFound, "project.unknown");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task B3_a_project_of_another_owner_needs_transfer_since_that_one_becomes_the_generations_owner(bool isInProject)
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var from = isInProject ? await CreateProjectAsync(ann) : null;
        var generation = (await CreateAsync(ann, new { projectId = from, kind = "image", prompt = "p" })).Id;
        var (bobs, anns) = (await CreateProjectAsync(bob), await CreateProjectAsync(ann));
        await GrantAsync(ann, $"generations/{generation}", bob, "admin");
        var toBobs = $$"""{"projectId":"{{bobs}}"}""";

        (await ChangeAsync(bob, generation, toBobs)).Problem(HttpStatusCode.Forbidden, "access.insufficient_role");
        Assert.False(await api.As().MayAsync(bob, "transfer", $"generation:{generation}", revision: null));

        await GrantAsync(ann, $"projects/{anns}", bob, "contributor");
        Assert.Equal(anns, (await ChangeAsync(bob, generation, $$"""{"projectId":"{{anns}}"}""")).Ok().Text("projectId"));
        (await ChangeAsync(bob, generation, toBobs)).Problem(HttpStatusCode.Forbidden, "access.insufficient_role");
        (await ChangeAsync(bob, generation, """{"projectId":null}""")).Ok();
        (await ChangeAsync(bob, generation, toBobs)).Problem(HttpStatusCode.Forbidden, "access.insufficient_role");
        await GrantAsync(bob, $"projects/{bobs}", ann, "contributor");
        Assert.Equal(bobs, (await ChangeAsync(ann, generation, toBobs)).Ok().Text("projectId"));
    }

    [Fact]
    public async Task B2_another_parent_needs_read_on_it()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var (parent, child) = ((await CreateAsync(ann)).Id, (await CreateAsync(bob)).Id);
        var body = $$"""{"parentGenerationId":"{{parent}}"}""";

        (await ChangeAsync(bob, child, body)).Problem(HttpStatusCode.NotFound, "generation.unknown");
        await GrantAsync(ann, $"generations/{parent}", bob, "viewer");
        Assert.Equal(parent, (await ChangeAsync(bob, child, body)).Ok().Text("parentGenerationId"));
        Assert.False((await ChangeAsync(bob, child, """{"parentGenerationId":null}""")).Ok().Names("parentGenerationId"));
    }

    [Theory]
    [InlineData("read")]
    [InlineData("role")]
    public async Task B7_another_parent_of_a_generation_that_inherits_needs_share_since_it_shares(string inheritance)
    {
        var (ann, bob, carol) = (await api.CreateUserAsync(), await api.CreateUserAsync(), await api.CreateUserAsync());
        var child = (await CreateAsync(ann, new { inheritance, kind = "image", prompt = "c" })).Id;
        var parent = (await CreateAsync(bob)).Id;
        await GrantAsync(bob, $"generations/{parent}", carol, "viewer");
        await GrantAsync(ann, $"generations/{child}", bob, "editor");
        var body = $$"""{"parentGenerationId":"{{parent}}"}""";

        (await ChangeAsync(bob, child, body)).Problem(HttpStatusCode.Forbidden, "access.insufficient_role");
        (await ChangeAsync(bob, child, $$"""{"parentGenerationId":"{{parent}}","inheritance":"none"}""")).Problem(
            HttpStatusCode.Forbidden, "access.insufficient_role");
        Assert.False(await api.As().MayAsync(carol, "read", $"generation:{child}", revision: null));

        await GrantAsync(ann, $"generations/{child}", bob, "admin");
        var shared = (await ChangeAsync(bob, child, body)).Ok();
        Assert.True(await api.As().MayAsync(carol, "read", $"generation:{child}", shared.Revision));
    }

    [Fact]
    public async Task A_lineage_in_a_circle_and_one_of_more_than_10_levels_are_409()
    {
        var ann = await api.CreateUserAsync();
        var chain = new List<string> { (await CreateAsync(ann)).Id };
        for (var level = 1; level <= 10; level++) chain.Add((await CreateAsync(ann, Child(chain[^1]))).Id);

        (await api.As(ann).PostAsync("/v1/generations", Child(chain[^1]))).Problem(HttpStatusCode.Conflict, "generation.depth");
        (await ChangeAsync(ann, chain[0], $$"""{"parentGenerationId":"{{chain[3]}}"}""")).Problem(
            HttpStatusCode.Conflict, "generation.cycle");
        (await ChangeAsync(ann, chain[0], $$"""{"parentGenerationId":"{{chain[0]}}"}""")).Problem(
            HttpStatusCode.Conflict, "generation.cycle");
        (await ChangeAsync(ann, chain[0], $$"""{"parentGenerationId":"{{(await CreateAsync(ann)).Id}}"}""")).Problem(
            HttpStatusCode.Conflict, "generation.depth");
    }

    [Fact]
    public async Task Of_two_parents_given_at_the_same_moment_that_together_make_a_circle_one_is_refused()
    {
        var ann = await api.CreateUserAsync();
        for (var round = 0; round < 8; round++)
        {
            var (one, other) = ((await CreateAsync(ann)).Id, (await CreateAsync(ann)).Id);

            var changes = await Task.WhenAll(
                ChangeAsync(ann, one, $$"""{"parentGenerationId":"{{other}}"}"""), ChangeAsync(
                    ann, other, $$"""{"parentGenerationId":"{{one}}"}"""));

            Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Conflict], changes.Select(static change => change.Status).Order());
        }
    }

    [Fact]
    public async Task C3_a_lock_stops_all_but_read_and_unlock()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var generation = (await CreateAsync(ann)).Id;
        await GrantAsync(ann, $"generations/{generation}", bob, "editor");
        var path = $"/v1/generations/{generation}";
        (await api.As(bob).PostAsync($"{path}/lock")).Problem(HttpStatusCode.Forbidden, "access.insufficient_role");

        Assert.True((await api.As(ann).PostAsync($"{path}/lock")).Ok().Body.GetProperty("isLocked").GetBoolean());

        (await api.As(ann).GetAsync(path)).Ok();
        (await ChangeAsync(ann, generation, """{"prompt":"q"}""")).Problem(HttpStatusCode.Forbidden, "access.locked");
        (await api.As(ann).PutAsync($"{path}/grants/user/{bob}", new { role = "viewer" })).Problem(
            HttpStatusCode.Forbidden, "access.locked");
        (await api.As(ann).PutAsync($"{path}/blocks/{bob}")).Problem(HttpStatusCode.Forbidden, "access.locked");
        (await api.As(ann).DeleteAsync(path)).Problem(HttpStatusCode.Forbidden, "access.locked");
        Assert.False((await api.As(ann).PostAsync($"{path}/unlock")).Ok().Body.GetProperty("isLocked").GetBoolean());
        (await api.As(ann).DeleteAsync(path)).Ok(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task C2_a_block_on_a_generation_wins_over_a_grant_and_cannot_meet_its_owner()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var generation = (await CreateAsync(ann)).Id;
        await GrantAsync(ann, $"generations/{generation}", bob, "admin");

        (await api.As(bob).PutAsync($"/v1/generations/{generation}/blocks/{ann}")).Problem(
            HttpStatusCode.Conflict, "generation.owner_denied");
        var blocked = (await api.As(ann).PutAsync($"/v1/generations/{generation}/blocks/{bob}")).Ok(HttpStatusCode.NoContent);
        Assert.False(await api.As().MayAsync(bob, "read", $"generation:{generation}", blocked.Revision));
        var unblocked = (await api.As(ann).DeleteAsync($"/v1/generations/{generation}/blocks/{bob}")).Ok(HttpStatusCode.NoContent);
        Assert.True(await api.As().MayAsync(bob, "share", $"generation:{generation}", unblocked.Revision));
    }

    [Fact]
    public async Task D2_a_generation_does_not_tell_which_hidden_things_it_belongs_to()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var (project, parent) = (await CreateProjectAsync(ann), (await CreateAsync(ann)).Id);
        var child = (await CreateAsync(
            ann, new { projectId = project, parentGenerationId = parent, visibility = "public", kind = "image", prompt = "p" })).Id;
        var path = $"/v1/generations/{child}";
        await GrantAsync(ann, $"generations/{child}", bob, "editor");

        foreach (var shown in new[]
        {
            (await api.With(key: null).GetAsync(path)).Ok(), (await api.As(bob).GetAsync(path)).Ok(),
            (await ChangeAsync(bob, child, """{"prompt":"q"}""")).Ok(), ListedIn(await api.As(bob).GetAsync("/v1/generations"), child),
        }) Assert.Equal((false, false), (shown.Names("projectId"), shown.Names("parentGenerationId")));

        foreach (var shown in new[] { (await api.As(ann).GetAsync(path)).Ok(), ListedIn(await api.As(ann).GetAsync("/v1/generations"), child) })
            Assert.Equal((project, parent), (shown.Text("projectId"), shown.Text("parentGenerationId")));
    }

    [Fact]
    public async Task D2_a_guess_at_the_hidden_project_or_parent_of_a_generation_is_not_confirmed()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var (project, parent) = (await CreateProjectAsync(ann), (await CreateAsync(ann)).Id);
        var child = (await CreateAsync(ann, new { projectId = project, parentGenerationId = parent, kind = "image", prompt = "p" })).Id;
        await GrantAsync(ann, $"generations/{child}", bob, "editor");

        (await ChangeAsync(bob, child, $$"""{"projectId":"{{project}}"}""")).Problem(HttpStatusCode.NotFound, "project.unknown");
        (await ChangeAsync(bob, child, $$"""{"parentGenerationId":"{{parent}}"}""")).Problem(
            HttpStatusCode.NotFound, "generation.unknown");
    }

    private static Reply ListedIn(Reply list, string id) => list.Ok() with
    {
        Body = list.Body.GetProperty("items").EnumerateArray().Single(item => item.GetProperty("id").GetString() == id),
    };

    [Fact]
    public async Task D2_what_the_caller_may_not_see_is_404_and_D4_a_public_one_is_shown_to_anybody()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var generation = (await CreateAsync(ann)).Id;
        foreach (var reply in new[]
        {
            await api.As(bob).GetAsync($"/v1/generations/{generation}"), await api.As(bob).DeleteAsync($"/v1/generations/{generation}"),
            await ChangeAsync(bob, generation, """{"prompt":"q"}"""), await api.As(bob).PatchAsync(
                $"/v1/generations/{generation}", new { prompt = "q" }),
            await api.As(bob).PostAsync($"/v1/generations/{generation}/lock"), await api.With(key: null).GetAsync(
                $"/v1/generations/{generation}"),
        }) reply.Problem(HttpStatusCode.NotFound, "generation.unknown");

        (await ChangeAsync(ann, generation, """{"visibility":"public"}""")).Ok();
        (await api.With(key: null).GetAsync($"/v1/generations/{generation}")).Ok();
        (await api.As(bob).DeleteAsync($"/v1/generations/{generation}")).Problem(HttpStatusCode.Forbidden, "access.insufficient_role");
    }

    [Fact]
    public async Task E1_children_of_a_deleted_parent_lose_the_link_and_the_right_that_came_by_it()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var parent = (await CreateAsync(ann)).Id;
        var child = (await CreateAsync(ann, new { parentGenerationId = parent, inheritance = "read", kind = "image", prompt = "c" })).Id;
        await GrantAsync(ann, $"generations/{parent}", bob, "viewer");
        Assert.True(await api.As().MayAsync(bob, "read", $"generation:{child}", revision: null));

        var deleted = (await api.As(ann).DeleteAsync($"/v1/generations/{parent}")).Ok(HttpStatusCode.NoContent);

        Assert.False(await api.As().MayAsync(bob, "read", $"generation:{child}", deleted.Revision));
        Assert.Equal(1, await api.QueryAsync<long>($"select count(*) from generations where id = '{child}' and parent_id is null"));
    }

    [Fact]
    public async Task Lists_hold_what_is_the_callers_or_shared_and_those_of_a_project_what_it_may_read()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var project = await CreateProjectAsync(ann);
        var shared = (await CreateAsync(ann)).Id;
        var inside = (await CreateAsync(ann, new { projectId = project, kind = "image", prompt = "p" })).Id;
        var blocked = (await CreateAsync(ann, new { projectId = project, kind = "image", prompt = "p" })).Id;
        var own = (await CreateAsync(bob)).Id;
        await GrantAsync(ann, $"generations/{shared}", bob, "viewer");
        await GrantAsync(ann, $"projects/{project}", bob, "viewer");
        (await api.As(ann).PutAsync($"/v1/generations/{blocked}/blocks/{bob}")).Ok(HttpStatusCode.NoContent);

        Assert.Equal(new[] { shared, inside, own }.Order(StringComparer.Ordinal), await ListAsync(bob, "/v1/generations"));
        Assert.Equal([inside], await ListAsync(bob, $"/v1/generations?projectId={project}"));
        (await api.As(await api.CreateUserAsync()).GetAsync($"/v1/generations?projectId={project}")).Problem(
            HttpStatusCode.NotFound, "project.unknown");
    }

    private static object Child(string parent) => new { parentGenerationId = parent, kind = "image", prompt = "c" };

    private async Task<IEnumerable<string>> ListAsync(string user, string path) =>
        (await api.As(user).GetAsync(path)).Ok().Body.GetProperty("items").EnumerateArray().Select(
            static item => item.GetProperty("id").GetString()!);

    private async Task<string> CreateProjectAsync(string owner) =>
        (await api.As(owner).PostAsync("/v1/projects", new { name = "P" })).Ok(HttpStatusCode.Created).Id;

    private async Task<Reply> CreateAsync(string owner, object? body = null) =>
        (await api.As(owner).PostAsync("/v1/generations", body ?? new { kind = "image", prompt = "p" })).Ok(HttpStatusCode.Created);

    private Task<Reply> ChangeAsync(string user, string id, string body) =>
        api.As(user).PatchAsync($"/v1/generations/{id}", JsonElement.Parse(body), ("If-Match", "*"));

    private async Task GrantAsync(string caller, string thing, string user, string role)
    {
        var reply = await api.As(caller).PutAsync($"/v1/{thing}/grants/user/{user}", new { role });
        Assert.True(reply.Status is HttpStatusCode.OK or HttpStatusCode.Created, $"{reply.Status}: {reply.Body}");
    }
}
