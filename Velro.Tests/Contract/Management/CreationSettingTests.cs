using System.Net;

namespace Velro.Tests.Contract.Management;

/// <summary>The setting of RIGHTS.md B4, with an API of its own, since it is changed here.</summary>
public sealed class CreationSettingTests(ManagementFixture api) : IClassFixture<ManagementFixture>
{
    [Fact]
    public async Task B4_users_create_root_teams_and_projects_freely_unless_the_setting_says_otherwise()
    {
        var ann = await api.CreateUserAsync();
        var team = (await api.As(ann).PostAsync("/v1/teams", new { name = "T" })).Ok(HttpStatusCode.Created).Id;
        (await api.As(ann).PostAsync("/v1/projects", new { name = "P" })).Ok(HttpStatusCode.Created);

        api.Configure("Velro:Management:UsersCreateTeams", "false");
        api.Configure("Velro:Management:UsersCreateProjects", "false");

        (await api.As(ann).PostAsync("/v1/teams", new { name = "T" })).Problem(HttpStatusCode.Forbidden, "administrator.required");
        (await api.As(ann).PostAsync("/v1/projects", new { name = "P" })).Problem(HttpStatusCode.Forbidden, "administrator.required");
        (await api.As(ann).PostAsync("/v1/teams", new { name = "T", parentTeamId = team })).Ok(HttpStatusCode.Created);
        (await api.As().PostAsync("/v1/teams", new { name = "T" })).Ok(HttpStatusCode.Created);
        (await api.As().PostAsync("/v1/projects", new { name = "P" })).Ok(HttpStatusCode.Created);
    }
}
