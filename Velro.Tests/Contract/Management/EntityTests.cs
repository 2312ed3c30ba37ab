using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Velro.AuthApi.Problems;
using Velro.AuthApi.Requests;

namespace Velro.Tests.Contract.Management;

/// <summary><c>/v1/entities</c> (API.md, RIGHTS.md A2, E2).</summary>
public sealed class EntityTests(ManagementFixture api) : IClassFixture<ManagementFixture>
{
    [Theory]
    [InlineData("route", "/users/{userId}")]
    [InlineData("route", "%2F")]
    [InlineData("route", "a%252Fb?x=1#y")]
    [InlineData("http:path/segment", "ü 漢 😀")]
    [InlineData("record", "+&=;,")]
    public async Task Any_text_is_an_id_percent_encoded(string type, string id)
    {
        var path = $"/v1/entities/{Uri.EscapeDataString(type)}/{Uri.EscapeDataString(id)}";

        var created = (await api.As().PutAsync(path, new { properties = new { a = 1 } })).Ok(HttpStatusCode.Created);

        Assert.Equal((id, type, path), (created.Id, created.Text("type"), created.Location));
        Assert.Equal(id, await api.QueryAsync<string>($"select id from entities where type = '{type}' and id = '{id}'"));
        Assert.Equal(1, (await api.As().GetAsync(path)).Ok().Body.GetProperty("properties").GetProperty("a").GetInt32());
        (await api.As().DeleteAsync(path)).Ok(HttpStatusCode.NoContent);
        (await api.As().DeleteAsync(path)).Ok(HttpStatusCode.NoContent);
        (await api.As().GetAsync(path)).Problem(HttpStatusCode.NotFound, "entity.unknown");
    }

    [Theory]
    [InlineData("record/a/b", "address.malformed")]
    [InlineData("record/%FF", "address.malformed")]
    [InlineData("record/%01", "entity.name")]
    [InlineData("re%20cord/a", "entity.name")]
    [InlineData("team/a%20b", "entity.name")]
    public async Task An_address_that_names_no_entity_is_400(string path, string code) =>
        (await api.As().PutAsync($"/v1/entities/{path}", new { properties = new { } })).Problem(HttpStatusCode.BadRequest, code);

    [Theory]
    [InlineData("%zz")]
    [InlineData("a%2")]
    [InlineData("a%")]
    [InlineData("%C3")]
    public void An_escape_that_is_none_is_refused(string segment)
    {
        var http = new DefaultHttpContext();
        http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = $"/v1/entities/record/{segment}?x=%";

        var refused = Assert.Throws<ProblemException>(() => Address.Segments(http.Request, "/v1/entities/", count: 2));
        Assert.Equal("address.malformed", refused.Problem.Code);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"properties":7}""")]
    [InlineData("""{"properties":{"a":"\u0000"}}""")]
    [InlineData("""{"properties":{"a":["\ud800"]}}""")]
    [InlineData("""{"properties":{"a":1e400000}}""")]
    [InlineData("""{"properties":{},"id":"x"}""")]
    public async Task Properties_that_cannot_be_stored_are_400_and_nothing_is_stored(string body)
    {
        var path = $"/v1/entities/record/{Guid.NewGuid()}";
        (await api.As().PutAsync(path, Json.Of(body))).Problem(HttpStatusCode.BadRequest, "request.invalid");
        (await api.As().GetAsync(path)).Problem(HttpStatusCode.NotFound, "entity.unknown");
    }

    [Fact]
    public async Task E2_a_user_is_provisioned_under_any_id_that_is_neither_admin_nor_a_uuid()
    {
        var id = $"crm:{Guid.NewGuid():N}@example.com";

        var created = (await api.As().PutAsync($"/v1/entities/user/{id}", new { properties = new { level = 1 } })).Ok(
            HttpStatusCode.Created);

        Assert.Equal("active", (await api.As().GetAsync($"/v1/users/{id}")).Ok().Text("state"));
        Assert.True(await api.As().MayAsync(id, "read", $"user:{id}", created.Revision));
        (await api.As().PutAsync($"/v1/entities/user/{Guid.CreateVersion7()}", new { properties = new { } })).Problem(
            HttpStatusCode.NotFound, "user.unknown");
        (await api.As().PutAsync("/v1/entities/user/admin", new { properties = new { level = 9 } })).Ok(HttpStatusCode.Created);
        foreach (var type in new[] { "team", "project", "generation" })
            (await api.As().PutAsync($"/v1/entities/{type}/absent", new { properties = new { } })).Problem(
                HttpStatusCode.NotFound, $"{type}.unknown");
    }

    [Fact]
    public async Task A_change_of_a_version_of_something_that_is_gone_is_412_and_stores_nothing()
    {
        var (path, body) = ($"/v1/entities/record/{Guid.NewGuid()}", new { properties = new { a = 1 } });
        var stored = (await api.As().PutAsync(path, body)).Ok(HttpStatusCode.Created);
        (await api.As().DeleteAsync(path)).Ok(HttpStatusCode.NoContent);

        foreach (var version in new[] { stored.ETag!, "*" })
        {
            (await api.As().PutAsync(path, body, ("If-Match", version))).Problem(HttpStatusCode.PreconditionFailed, "version.passed");
            (await api.As().GetAsync(path)).Problem(HttpStatusCode.NotFound, "entity.unknown");
        }

        var user = $"crm:{Guid.NewGuid():N}";
        (await api.As().PutAsync($"/v1/entities/user/{user}", body, ("If-Match", "*"))).Problem(
            HttpStatusCode.PreconditionFailed, "version.passed");
        (await api.As().GetAsync($"/v1/users/{user}")).Problem(HttpStatusCode.NotFound, "user.unknown");
        (await api.As().PutAsync(path, body, ("If-Match", "nonsense"))).Problem(HttpStatusCode.BadRequest, "version.malformed");
        (await api.As().PutAsync(path, body)).Ok(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Many_are_stored_at_once_or_none()
    {
        var ids = Enumerable.Range(0, 300).Select(static _ => $"r{Guid.NewGuid():N}").ToArray();
        var entities = ids.Select((id, i) => (object)new { type = i % 3 == 0 ? "user" : "record", id, properties = new { i } }).ToArray();

        (await api.As().PutAsync("/v1/entities", entities.Append(new { type = "team", id = "absent", properties = new { } }))).Problem(
            HttpStatusCode.NotFound, "team.unknown");
        Assert.Equal(0, await api.QueryAsync<long>($"select count(*) from entities where id = any('{{{string.Join(',', ids)}}}')"));

        var stored = (await api.As().PutAsync("/v1/entities", entities)).Ok();
        Assert.Equal((300, 300), (stored.Body.GetProperty("stored").GetInt32(), stored.Body.GetProperty("created").GetInt32()));
        Assert.Equal(0, (await api.As().PutAsync("/v1/entities", entities)).Ok().Body.GetProperty("created").GetInt32());
        Assert.Equal(100, await api.QueryAsync<long>($"select count(*) from users where id = any('{{{string.Join(',', ids)}}}')"));
    }

    [Fact]
    public async Task Each_element_of_many_that_is_wrong_is_told_by_its_place()
    {
        var good = new { type = "record", id = "a", properties = new { } };
        var problem = (
            await api.As().PutAsync("/v1/entities", new object[] { good, new { type = "re cord", id = "a", properties = 1 }, 7, good }))
            .Problem(HttpStatusCode.BadRequest, "request.invalid");

        Assert.Equal(["[1].properties", "[1].type", "[2]", "[3].id"], problem.Fields);
        (await api.As().PutAsync("/v1/entities", Array.Empty<object>())).Problem(HttpStatusCode.BadRequest, "body.not_an_array");
        (await api.As().PutAsync("/v1/entities", Enumerable.Repeat(good, 1001))).Problem(HttpStatusCode.BadRequest, "body.not_an_array");
    }

    [Fact]
    public async Task A2_entities_are_for_administrators()
    {
        var ann = await api.CreateUserAsync();
        (await api.As(ann).GetAsync("/v1/entities/record/a")).Problem(HttpStatusCode.Forbidden, "scope.missing");
        (await api.As(ann).PutAsync("/v1/entities/record/a", new { properties = new { } })).Problem(
            HttpStatusCode.Forbidden, "scope.missing");
        (await api.As(ann).DeleteAsync("/v1/entities/record/a")).Problem(HttpStatusCode.Forbidden, "scope.missing");
    }
}
