using System.Net;
using System.Text;
using Npgsql;
using Velro.AuthApi.Management;

namespace Velro.Tests.Contract.Management;

/// <summary>What all management endpoints have in common (API.md, RIGHTS.md A1, A4, D2, F1, F3).</summary>
public sealed class PipelineTests(ManagementFixture api) : IClassFixture<ManagementFixture>
{
    [Theory]
    [InlineData(null, "credentials.required")]
    [InlineData("a-key-that-nobody-has-ever-seen", "credentials.invalid")]
    public async Task No_or_wrong_credentials_are_401_whatever_the_body(string? key, string code)
    {
        (await api.With(key).PostAsync("/v1/teams", Json.Of("{"))).Problem(HttpStatusCode.Unauthorized, code);
        (await api.With(key).GetAsync("/v1/teams")).Problem(HttpStatusCode.Unauthorized, code);
    }

    [Theory]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"\ud800":1,"name":"T"}""")]
    [InlineData("""{"name":"T","\udc00\ud800":1,"\ud800":2}""")]
    [InlineData("""{"name":{"deep":[{"\ud800":1}]}}""")]
    [InlineData("""{"properties":{"\ud800":1}}""")]
    [InlineData("""{"policies":[{"name":"p","document":{"effect":"allow","\ud800":1}}]}""")]
    [InlineData("""{"effect":"allow","actions":["x"],"resourceTypes":["y"],"\ud800":1}""")]
    public async Task A_body_with_a_name_that_is_half_of_a_surrogate_pair_is_no_json(string body) =>
        await AssertIsNoJsonAsync(() => Json.Of(body));

    [Theory]
    [InlineData("name", 0xFF)]
    [InlineData("name", 0xC3)]
    [InlineData("name", 0xED, 0xA0, 0x80)]
    [InlineData("description", 0xC0, 0x80)]
    public async Task A_body_that_is_not_utf_8_is_no_json(string name, params int[] bytes)
    {
        byte[] broken = [.. bytes.Select(static one => (byte)one)];
        await AssertIsNoJsonAsync(() => Json.Of([.. Encoding.UTF8.GetBytes($"{{\"{name}\":\"a"), .. broken, .. "b\"}"u8]));
        await AssertIsNoJsonAsync(() => Json.Of([.. "{\"a"u8, .. broken, .. "b\":1}"u8]));
    }

    private async Task AssertIsNoJsonAsync(Func<ByteArrayContent> body)
    {
        foreach (var (method, path) in new[]
        {
            (HttpMethod.Post, "/v1/teams"), (HttpMethod.Post, "/v1/generations"), (HttpMethod.Put, "/v1/entities"),
            (HttpMethod.Put, "/v1/entities/record/odd"), (HttpMethod.Put, "/v1/policies/odd"),
            (HttpMethod.Post, "/v1/policies:validate"), (HttpMethod.Post, "/v1/policies:simulate"),
        }) (await api.As().CallAsync(method, path, body())).Problem(HttpStatusCode.BadRequest, "body.json");
    }

    [Fact]
    public void What_a_check_of_the_database_refuses_is_an_error_of_the_request()
    {
        var refused = ManagementProblems.Of(new PostgresException("", "ERROR", "ERROR", PostgresErrorCodes.CheckViolation));

        Assert.Equal((400, "request.invalid"), (refused?.Status, refused?.Code));
    }

    [Fact]
    public async Task A4_the_user_acted_for_is_active_and_no_administrator()
    {
        var (suspended, administrator) = (await api.CreateUserAsync("suspended"), await api.CreateUserAsync(isAdministrator: true));
        foreach (var user in new[] { suspended, administrator, "nobody", "not an id", "" })
            (await api.As(user).PostAsync("/v1/teams", new { name = "T" })).Problem(HttpStatusCode.Forbidden, "act_as.refused");
    }

    [Fact]
    public async Task A4_who_acts_for_a_user_is_bound_by_that_user_too()
    {
        var ann = await api.CreateUserAsync();

        (await api.As(ann).GetAsync("/v1/users")).Problem(HttpStatusCode.Forbidden, "administrator.required");
        (await api.As(ann).GetAsync("/v1/policies")).Problem(HttpStatusCode.Forbidden, "scope.missing");
    }

    [Fact]
    public async Task A4_both_names_are_audited_with_the_change()
    {
        var ann = await api.CreateUserAsync();
        var team = (await api.As(ann).PostAsync("/v1/teams", new { name = "T" })).Ok(HttpStatusCode.Created).Id;

        const string names = "select actor_id || '/' || acting_for || '/' || action from audit_events";
        Assert.Equal(
            $"admin/{ann}/team.created", await api.QueryAsync<string>($"{names} where resource_type = 'team' and resource_id = '{team}'"));
    }

    [Fact]
    public async Task F1_a_repeated_key_answers_the_same_and_changes_nothing()
    {
        var ann = await api.CreateUserAsync();
        var key = NewKey();

        var first = (await api.As(ann).PostAsync("/v1/teams", new { name = "T" }, key)).Ok(HttpStatusCode.Created);
        var again = (await api.As(ann).PostAsync("/v1/teams", new { name = "T" }, key)).Ok(HttpStatusCode.Created);

        Assert.Equal((first.Body.ToString(), first.Location, first.ETag), (again.Body.ToString(), again.Location, again.ETag));
        Assert.NotNull(again.Revision);
        Assert.Equal(1, await TeamsOfAsync(ann));
    }

    [Fact]
    public async Task F1_of_many_requests_with_one_key_at_the_same_moment_one_is_done_and_all_answer_it()
    {
        var ann = await api.CreateUserAsync();
        var key = NewKey();

        var replies = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => api.As(ann).PostAsync("/v1/teams", new { name = "T" }, key)));

        Assert.Single(replies.Select(static reply => reply.Ok(HttpStatusCode.Created).Id).Distinct());
        Assert.Equal(1, await TeamsOfAsync(ann));
    }

    [Fact]
    public async Task F1_a_key_is_of_one_body_one_path_one_method_and_one_user()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var key = NewKey();
        var team = (await api.As(ann).PostAsync("/v1/teams", new { name = "T" }, key)).Ok(HttpStatusCode.Created).Id;

        (await api.As(ann).PostAsync("/v1/teams", new { name = "U" }, key)).Problem(HttpStatusCode.UnprocessableEntity, "idempotency.body");
        Assert.NotEqual(team, (await api.As(bob).PostAsync("/v1/teams", new { name = "T" }, key)).Ok(HttpStatusCode.Created).Id);
        Assert.Equal("V", (await api.As(ann).PatchAsync($"/v1/teams/{team}", new { name = "V" }, key)).Ok().Text("name"));
    }

    [Fact]
    public async Task F1_the_right_is_checked_again_for_a_repeated_key()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var team = (await api.As(ann).PostAsync("/v1/teams", new { name = "T" })).Id;
        (await api.As(ann).PutAsync($"/v1/teams/{team}/members/{bob}", new { role = "admin" })).Ok(HttpStatusCode.Created);
        var key = NewKey();
        (await api.As(bob).PostAsync("/v1/teams", new { name = "Below", parentTeamId = team }, key)).Ok(HttpStatusCode.Created);

        (await api.As(ann).DeleteAsync($"/v1/teams/{team}/members/{bob}")).Ok(HttpStatusCode.NoContent);

        (await api.As(bob).PostAsync("/v1/teams", new { name = "Below", parentTeamId = team }, key)).Problem(
            HttpStatusCode.NotFound, "team.unknown");
    }

    [Fact]
    public async Task F1_a_key_counts_for_24_hours_and_a_failure_is_not_kept()
    {
        var ann = await api.CreateUserAsync();
        var key = NewKey();
        (await api.As(ann).PostAsync("/v1/teams", new { name = "T", parentTeamId = "absent" }, key)).Problem(
            HttpStatusCode.NotFound, "team.unknown");
        var first = (await api.As(ann).PostAsync("/v1/teams", new { name = "T" }, key)).Ok(HttpStatusCode.Created);

        await api.ExecuteAsync("update idempotency_keys set created_at = now() - interval '24 hours 1 second'");

        Assert.NotEqual(first.Id, (await api.As(ann).PostAsync("/v1/teams", new { name = "T" }, key)).Ok(HttpStatusCode.Created).Id);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(256)]
    public async Task F1_a_header_that_is_no_key_is_400(int length) =>
        (await api.As(await api.CreateUserAsync()).PostAsync("/v1/teams", new { name = "T" }, ("Idempotency-Key", new string('x', length))))
            .Problem(HttpStatusCode.BadRequest, "idempotency.key");

    [Fact]
    public async Task A_change_of_a_version_that_has_passed_is_412_and_changes_nothing()
    {
        var ann = await api.CreateUserAsync();
        var team = (await api.As(ann).PostAsync("/v1/teams", new { name = "T" })).Ok(HttpStatusCode.Created);
        var path = team.Location!;

        var changed = (await api.As(ann).PatchAsync(path, new { name = "U" }, ("If-Match", team.ETag!))).Ok();
        Assert.NotEqual(team.ETag, changed.ETag);
        (await api.As(ann).PatchAsync(path, new { name = "V" }, ("If-Match", team.ETag!))).Problem(
            HttpStatusCode.PreconditionFailed, "version.passed");
        (await api.As(ann).PatchAsync(path, new { name = "V" }, ("If-Match", $"W/{changed.ETag}"))).Problem(
            HttpStatusCode.PreconditionFailed, "version.passed");
        (await api.As(ann).PatchAsync(path, new { name = "V" }, ("If-Match", "1"))).Problem(HttpStatusCode.BadRequest, "version.malformed");
        (await api.As(ann).DeleteAsync(path, ("If-Match", team.ETag!))).Problem(HttpStatusCode.PreconditionFailed, "version.passed");
        Assert.Equal("U", (await api.As(ann).GetAsync(path)).Text("name"));
        (await api.As(ann).PatchAsync(path, new { name = "V" }, ("If-Match", $"\"0\", {changed.ETag}"))).Ok();
        (await api.As(ann).PatchAsync(path, new { name = "W" }, ("If-Match", "*"))).Ok();
    }

    [Fact]
    public async Task Of_changes_of_one_version_at_the_same_moment_one_is_done()
    {
        var ann = await api.CreateUserAsync();
        var team = (await api.As(ann).PostAsync("/v1/teams", new { name = "T" })).Ok(HttpStatusCode.Created);

        var replies = await Task.WhenAll(Enumerable.Range(0, 6).Select(i =>
            api.As(ann).PatchAsync(team.Location!, new { name = $"T{i}" }, ("If-Match", team.ETag!))));

        Assert.Single(replies, static reply => reply.Status == HttpStatusCode.OK);
        Assert.Equal(5, replies.Count(static reply => reply.Status == HttpStatusCode.PreconditionFailed));
    }

    [Fact]
    public async Task A_revision_may_be_asked_for_on_any_read()
    {
        var ann = await api.CreateUserAsync();
        var team = (await api.As(ann).PostAsync("/v1/teams", new { name = "T" })).Ok(HttpStatusCode.Created);

        (await api.As(ann).GetAsync(team.Location!, ("Velro-At-Least", team.Revision!))).Ok();
        (await api.As(ann).GetAsync(team.Location!, ("Velro-At-Least", "x"))).Problem(HttpStatusCode.BadRequest, "revision.invalid");
    }

    [Theory]
    [InlineData("{}", "name", "Required")]
    [InlineData("""{"name":7}""", "name", "7 is not 1-200 characters")]
    [InlineData("""{"name":""}""", "name", "is not 1-200 characters")]
    [InlineData("""{"name":"a\u0000b"}""", "name", "is not 1-200 characters")]
    [InlineData("""{"name":"\ud800"}""", "name", "is not 1-200 characters")]
    [InlineData("""{"name":"T","parentTeamId":"a b"}""", "parentTeamId", "\"a b\" is not the id of a team")]
    [InlineData("""{"name":"T","parent":"x"}""", "parent", "There is no such field")]
    public async Task A_field_that_breaks_a_rule_is_told_with_its_value_and_the_rule(string body, string field, string message)
    {
        var problem = (await api.As(await api.CreateUserAsync()).PostAsync("/v1/teams", Json.Of(body))).Problem(
            HttpStatusCode.BadRequest, "request.invalid");

        Assert.Contains(message, problem.Body.GetProperty("errors").GetProperty(field)[0].GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "body.json")]
    [InlineData("{", "body.json")]
    [InlineData("""{"name":"T","name":"U"}""", "body.json")]
    [InlineData("[]", "body.not_an_object")]
    [InlineData("null", "body.not_an_object")]
    public async Task A_body_that_is_no_object_is_400(string body, string code) =>
        (await api.As(await api.CreateUserAsync()).PostAsync("/v1/teams", Json.Of(body))).Problem(HttpStatusCode.BadRequest, code);

    [Fact]
    public async Task All_errors_of_a_body_are_told_at_once()
    {
        var problem = await api.As(await api.CreateUserAsync()).PostAsync("/v1/teams", Json.Of("""{"name":"","parentTeamId":1,"x":2}"""));

        Assert.Equal(["name", "parentTeamId", "x"], problem.Fields);
    }

    [Fact]
    public async Task F3_a_body_of_another_type_is_400_and_one_that_is_too_large_413()
    {
        var ann = api.As(await api.CreateUserAsync());

        (await ann.PostAsync("/v1/teams", Json.Of("""{"name":"T"}""", "text/plain"))).Problem(
            HttpStatusCode.BadRequest, "body.content_type");
        // Asked first, the server answers before the body comes and closes the connection under it.
        (await ann.PostAsync("/v1/teams", Json.Of(new string(' ', 1024 * 1024 + 1)), ("Expect", "100-continue"))).Problem(
            HttpStatusCode.RequestEntityTooLarge, "body.too_large");
    }

    private static (string, string) NewKey() => ("Idempotency-Key", Guid.NewGuid().ToString());

    private async Task<long> TeamsOfAsync(string user) =>
        await api.QueryAsync<long>($"select count(*) from team_members where user_id = '{user}'");
}

/// <summary>The scopes of a credential (RIGHTS.md A1), with a key that is changed here and therefore an API of its own.</summary>
public sealed class ScopeTests(ManagementFixture api) : IClassFixture<ManagementFixture>
{
    [Fact]
    public async Task A1_a_right_to_call_is_scope_and_user_together()
    {
        await SetScopesAsync("teams.read");
        (await api.As().GetAsync("/v1/teams")).Ok();
        (await api.As().PostAsync("/v1/teams", new { name = "T" })).Problem(HttpStatusCode.Forbidden, "scope.missing");
        (await api.As("anyone").GetAsync("/v1/teams")).Problem(HttpStatusCode.Forbidden, "scope.missing");

        await SetScopesAsync("admin");
        var ann = await api.CreateUserAsync(isAdministrator: true);
        await api.ExecuteAsync($"update service_keys set owner_id = '{ann}'; update users set is_administrator = false where id = '{ann}'");
        await api.CatchUpAsync();
        (await api.As().GetAsync("/v1/teams")).Problem(HttpStatusCode.Forbidden, "scope.missing");

        await SetScopesAsync("teams.write', 'teams.read', 'policies.read");
        (await api.As().PostAsync("/v1/teams", new { name = "T" })).Ok(HttpStatusCode.Created);
        (await api.As().GetAsync("/v1/policies")).Problem(HttpStatusCode.Forbidden, "scope.missing");
    }

    /// <summary>Waits until the API has heard of the change.</summary>
    private async Task SetScopesAsync(string scopes)
    {
        await api.ExecuteAsync($"update service_keys set scopes = array['{scopes}']");
        await api.CatchUpAsync();
    }
}
