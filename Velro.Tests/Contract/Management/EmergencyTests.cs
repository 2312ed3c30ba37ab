using System.Net;

namespace Velro.Tests.Contract.Management;

/// <summary><c>/v1/emergency-access</c> (API.md, RIGHTS.md A2, C4).</summary>
public sealed class EmergencyTests(ManagementFixture api) : IClassFixture<ManagementFixture>
{
    private const string Path = "/v1/emergency-access";
    private const string Reason = "A take-down request came in";

    [Fact]
    public async Task C4_emergency_access_overrides_a_block_from_the_revision_of_its_write_until_that_of_its_end()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var project = await CreateProjectAsync(ann);
        (await api.As(ann).PutAsync($"/v1/projects/{project}/blocks/{bob}")).Ok(HttpStatusCode.NoContent);
        Assert.False(await api.As().MayAsync(bob, "read", $"project:{project}", revision: null));

        var given = (await GiveAsync(bob, "project", project, "editor")).Ok(HttpStatusCode.Created);

        Assert.Equal(("admin", Reason, $"{Path}/{given.Id}"), (given.Text("grantedBy"), given.Text("reason"), given.Location));
        Assert.True(await api.As().MayAsync(bob, "write", $"project:{project}", given.Revision));
        Assert.False(await api.As().MayAsync(bob, "share", $"project:{project}", given.Revision));
        var ended = (await api.As().DeleteAsync(given.Location!)).Ok(HttpStatusCode.NoContent);
        (await api.As().DeleteAsync(given.Location!)).Ok(HttpStatusCode.NoContent);
        Assert.False(await api.As().MayAsync(bob, "read", $"project:{project}", ended.Revision));
        Assert.NotNull((await api.As().GetAsync(given.Location!)).Ok().Text("endedAt"));
        Assert.Equal(2, await api.QueryAsync<long>(
            $"""
            select count(*) from audit_events
            where action like 'emergency_access.%' and resource_id = '{project}' and details ->> 'reason' = '{Reason}'
            """));
    }

    [Theory]
    [InlineData("admin", Reason, 60, "role")]
    [InlineData("owner", Reason, 60, "role")]
    [InlineData("viewer", "too short", 60, "reason")]
    [InlineData("viewer", "         x         ", 60, "reason")]
    [InlineData("viewer", "😀😀😀😀😀", 60, "reason")]
    [InlineData("viewer", "   😀😀😀😀😀😀😀😀😀   ", 60, "reason")]
    [InlineData("viewer", Reason, 14_401, "expiresInSeconds")]
    [InlineData("viewer", Reason, 0, "expiresInSeconds")]
    public async Task C4_it_is_for_viewer_or_editor_with_a_reason_and_for_four_hours_at_most(
        string role, string reason, int seconds, string field)
    {
        var ann = await api.CreateUserAsync();
        var project = await CreateProjectAsync(ann);

        var refused = await GiveAsync(ann, "project", project, role, reason, seconds);
        refused.Problem(HttpStatusCode.BadRequest, "request.invalid");

        Assert.Equal([field], refused.Fields);
        (await GiveAsync(ann, "project", project, "viewer", Reason, 14_400)).Ok(HttpStatusCode.Created);
        (await GiveAsync(ann, "project", project, "viewer", "😀😀😀😀😀😀😀😀😀😀", 14_400)).Ok(HttpStatusCode.Created);
    }

    [Fact]
    public async Task C4_it_is_never_given_by_act_as_and_A2_only_by_administrators()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var resource = new { type = "project", id = await CreateProjectAsync(ann) };
        var body = new { userId = bob, resource, role = "viewer", reason = Reason, expiresInSeconds = 60 };

        (await api.As(ann).PostAsync(Path, body)).Problem(HttpStatusCode.Forbidden, "scope.missing");
        (await api.As(ann).DeleteAsync($"{Path}/absent")).Problem(HttpStatusCode.Forbidden, "scope.missing");
        (await api.As().DeleteAsync($"{Path}/absent")).Problem(HttpStatusCode.NotFound, "emergency_access.unknown");
    }

    [Fact]
    public async Task What_it_is_for_and_on_must_be_there()
    {
        var ann = await api.CreateUserAsync();
        (await GiveAsync("absent", "project", await CreateProjectAsync(ann), "viewer")).Problem(HttpStatusCode.NotFound, "user.unknown");
        (await GiveAsync(ann, "project", "absent", "viewer")).Problem(HttpStatusCode.NotFound, "project.unknown");
        (await GiveAsync(ann, "generation", "absent", "viewer")).Problem(HttpStatusCode.NotFound, "generation.unknown");
        (await GiveAsync(ann, "team", "absent", "viewer")).Problem(HttpStatusCode.BadRequest, "request.invalid");
    }

    [Fact]
    public async Task C4_what_is_created_under_it_belongs_to_the_projects_owner()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var project = await CreateProjectAsync(ann);
        (await GiveAsync(bob, "project", project, "editor")).Ok(HttpStatusCode.Created);
        var body = new { projectId = project, kind = "image", prompt = "p" };

        Assert.Equal(ann, (await api.As(bob).PostAsync("/v1/generations", body)).Ok(HttpStatusCode.Created).Text("ownerId"));
        (await api.As(ann).PutAsync($"/v1/projects/{project}/grants/user/{bob}", new { role = "contributor" })).Ok(HttpStatusCode.Created);
        Assert.Equal(bob, (await api.As(bob).PostAsync("/v1/generations", body)).Ok(HttpStatusCode.Created).Text("ownerId"));
    }

    [Fact]
    public async Task C4_it_moves_nothing_of_ones_own_into_the_project()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var project = await CreateProjectAsync(ann);
        (await GiveAsync(bob, "project", project, "editor")).Ok(HttpStatusCode.Created);
        var own = (await api.As(bob).PostAsync("/v1/generations", new { kind = "image", prompt = "p" })).Ok(HttpStatusCode.Created);

        (await api.As(bob).PatchAsync(own.Location!, new { projectId = project }, ("If-Match", own.ETag!))).Problem(
            HttpStatusCode.Forbidden, "generation.emergency_move");
        (await api.As(ann).PutAsync($"/v1/projects/{project}/grants/user/{bob}", new { role = "contributor" })).Ok(HttpStatusCode.Created);
        (await api.As(bob).PatchAsync(own.Location!, new { projectId = project }, ("If-Match", own.ETag!))).Ok();
    }

    [Fact]
    public async Task E1_it_ends_with_its_user()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        (await GiveAsync(bob, "project", await CreateProjectAsync(ann), "viewer")).Ok(HttpStatusCode.Created);

        (await api.As().DeleteAsync($"/v1/users/{bob}")).Ok(HttpStatusCode.NoContent);

        Assert.Equal(0, await api.QueryAsync<long>($"select count(*) from emergency_access where user_id = '{bob}' and ended_at is null"));
    }

    private Task<Reply> GiveAsync(
        string userId, string type, string id, string role, string reason = Reason, int expiresInSeconds = 3600) =>
        api.As().PostAsync(Path, new { userId, resource = new { type, id }, role, reason, expiresInSeconds });

    private async Task<string> CreateProjectAsync(string owner) =>
        (await api.As(owner).PostAsync("/v1/projects", new { name = "P" })).Ok(HttpStatusCode.Created).Id;
}
