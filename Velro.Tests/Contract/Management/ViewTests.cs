using System.Net;
using System.Text.Json;

namespace Velro.Tests.Contract.Management;

/// <summary><c>/v1/operations/views</c> (API.md, RIGHTS.md A2).</summary>
public sealed class ViewTests(ManagementFixture api) : IClassFixture<ManagementFixture>
{
    private const string Path = "/v1/operations/views";

    [Fact]
    public async Task All_five_are_listed_with_what_waits_for_them()
    {
        var user = await api.CreateUserAsync();
        var views = (await api.As().GetAsync(Path)).Ok().Body.GetProperty("items").EnumerateArray().ToDictionary(
            static view => view.GetProperty("name").GetString()!);

        Assert.Equal(
            [
                "mv_generation_access_patterns", "mv_platform_activity", "mv_project_access_context", "mv_team_collaboration_cache",
                "mv_user_authorization_context",
            ],
            views.Keys.Order(StringComparer.Ordinal));
        var users = views["mv_user_authorization_context"];
        Assert.Equal("maintained", users.GetProperty("kind").GetString());
        Assert.True(users.GetProperty("backlog").GetInt64() > 0, $"{user} was just made, and no warmer runs here: {users}");
        Assert.Equal(JsonValueKind.String, users.GetProperty("oldestMarkAt").ValueKind);
        Assert.Equal("materialized", views["mv_platform_activity"].GetProperty("kind").GetString());
        Assert.All(views.Values, static view => Assert.True(view.GetProperty("bytes").GetInt64() > 0));
    }

    [Fact]
    public async Task A_refresh_is_asked_for_and_is_in_the_audit_trail()
    {
        var asked = (await api.As().PostAsync($"{Path}/mv_project_access_context/refresh")).Ok(HttpStatusCode.Accepted);

        Assert.NotNull(asked.Text("refreshRequestedAt"));
        Assert.NotNull(asked.Revision);
        Assert.Equal(1, await api.QueryAsync<long>(
            """
            select count(*) from audit_events
            where action = 'view.refresh_requested' and resource_type = 'view' and resource_id = 'mv_project_access_context'
            """));
        Assert.Equal(1, await api.QueryAsync<long>(
            "select count(*) from view_refreshes where name = 'mv_project_access_context' and requested_at is not null"));
    }

    [Theory]
    [InlineData("users")]
    [InlineData("mv_")]
    [InlineData("mv_platform_activity%20; drop table users")]
    public async Task What_is_no_view_is_unknown(string name) =>
        (await api.As().PostAsync($"{Path}/{name}/refresh")).Problem(HttpStatusCode.NotFound, "view.unknown");

    [Fact]
    public async Task A2_both_are_for_administrators_who_act_for_nobody()
    {
        var ann = await api.CreateUserAsync();
        (await api.As(ann).GetAsync(Path)).Problem(HttpStatusCode.Forbidden, "scope.missing");
        (await api.As(ann).PostAsync($"{Path}/mv_platform_activity/refresh")).Problem(HttpStatusCode.Forbidden, "scope.missing");
        (await api.With(key: null).GetAsync(Path)).Problem(HttpStatusCode.Unauthorized, "credentials.required");
    }
}
