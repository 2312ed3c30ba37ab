using System.Net;
using System.Text.Json;
using Npgsql;
using Velro.Tests.Integration;

namespace Velro.Tests.Contract.Management;

/// <summary><c>GET /v1/audit</c> (API.md, DESIGN.md section 7).</summary>
public sealed class AuditTests(ManagementFixture api) : IClassFixture<ManagementFixture>
{
    private const string Path = "/v1/audit";

    [Fact]
    public async Task Events_and_decisions_are_one_trail_the_newest_first()
    {
        var ann = await api.CreateUserAsync();
        var project = (await api.As(ann).PostAsync("/v1/projects", new { name = "P" })).Ok(HttpStatusCode.Created).Id;
        await DenyAsync(ann, "team:nowhere");
        (await api.As(ann).PatchAsync($"/v1/projects/{project}", new { name = "Q" })).Ok();
        await Eventually.TrueAsync(async () => (await ReadAsync($"subject=user:{ann}")).Count == 3);

        var trail = await ReadAsync($"subject=user:{ann}");

        Assert.Equal(["project.updated", "read", "project.created"], trail.Select(static entry => entry.GetProperty("action").GetString()));
        Assert.Equal(["event", "decision", "event"], trail.Select(static entry => entry.GetProperty("kind").GetString()));
        var (done, asked) = (trail[0], trail[1]);
        Assert.Equal(
            ("admin", "bootstrap", ann, project, "127.0.0.1"),
            (IdOf(done, "actor"), Text(done, "credentialId"), Text(done, "actingFor"), IdOf(done, "resource"), Text(done, "address")));
        Assert.Equal("bootstrap", done.GetProperty("details").GetProperty("key").GetString());
        Assert.Equal(
            ("admin", ann, "nowhere", "deny", 4),
            (IdOf(asked, "actor"), IdOf(asked, "subject"), IdOf(asked, "resource"), Text(asked, "decision"), asked.GetProperty("layer").GetInt32()));
        Assert.False(asked.TryGetProperty("details", out _));
        Assert.False(done.TryGetProperty("decision", out _));
    }

    [Fact]
    public async Task A4_who_acts_for_another_is_found_under_both_names()
    {
        var ann = await api.CreateUserAsync();
        var team = (await api.As(ann).PostAsync("/v1/teams", new { name = "T" })).Ok(HttpStatusCode.Created).Id;

        foreach (var who in new[] { ann, "admin" })
            Assert.Single(await ReadAsync($"subject=user:{who}&resource=team:{team}"));
        Assert.Empty(await ReadAsync($"subject=team:{ann}&resource=team:{team}"));
    }

    [Fact]
    public async Task Each_filter_narrows_and_all_of_them_count()
    {
        var ann = await api.CreateUserAsync();
        var team = (await api.As(ann).PostAsync("/v1/teams", new { name = "T" })).Ok(HttpStatusCode.Created).Id;
        (await api.As(ann).PatchAsync($"/v1/teams/{team}", new { name = "U" })).Ok();
        await DenyAsync(ann, "team:nowhere");
        await Eventually.TrueAsync(async () => (await ReadAsync($"subject=user:{ann}&decision=deny")).Count == 1);

        Assert.Equal(["team.updated", "team.created"], await ActionsAsync($"resource=team:{team}"));
        Assert.Equal(["team.created"], await ActionsAsync($"resource=team:{team}&action=team.created"));
        Assert.Equal(["team.updated", "team.created"], await ActionsAsync($"subject=user:{ann}&action=team.*"));
        Assert.Equal(["team.updated", "team.created"], await ActionsAsync($"subject=user:{ann}&action=team."));
        Assert.Equal(["team.updated"], await ActionsAsync($"subject=user:{ann}&action=team.u*"));
        Assert.Equal(["read"], await ActionsAsync($"subject=user:{ann}&decision=deny"));
        Assert.Empty(await ActionsAsync($"subject=user:{ann}&decision=allow"));
        Assert.Empty(await ActionsAsync($"subject=user:{ann}&action=team"));

        var at = (await ReadAsync($"resource=team:{team}&action=team.updated"))[0].GetProperty("at").GetString()!;
        Assert.Equal(["team.updated"], await ActionsAsync($"resource=team:{team}&from={Uri.EscapeDataString(at)}"));
        Assert.Equal(["team.created"], await ActionsAsync($"resource=team:{team}&to={Uri.EscapeDataString(at)}"));
    }

    /// <summary>Who tries doors leaves traces at each of them, also where they are told that there is none (OWASP ASVS 7.2.2).</summary>
    [Fact]
    public async Task What_a_request_was_refused_is_a_decision_too()
    {
        var (ann, eve) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var team = (await api.As(ann).PostAsync("/v1/teams", new { name = "T" })).Ok(HttpStatusCode.Created).Id;

        (await api.As(eve).GetAsync($"/v1/teams/{team}")).Problem(HttpStatusCode.NotFound, "team.unknown");
        (await api.As(eve).DeleteAsync($"/v1/teams/{team}")).Problem(HttpStatusCode.NotFound, "team.unknown");

        await Eventually.TrueAsync(async () => (await ReadAsync($"subject=user:{eve}&decision=deny")).Count == 2);
        Assert.Equal(["delete", "read"], await ActionsAsync($"subject=user:{eve}&resource=team:{team}"));
    }

    [Fact]
    public async Task Pages_are_the_whole_trail_each_entry_once_whatever_is_read_and_done_meanwhile()
    {
        var ann = await api.CreateUserAsync();
        var at = "2026-03-01 12:00:00+00";
        await api.ExecuteAsync(
            $"""
            select ensure_decision_partition('{at}');
            insert into audit_events (at, actor_type, actor_id, action, resource_type, resource_id)
            select timestamptz '{at}' + (i / 3) * interval '1 second', 'user', '{ann}', 'e' || i, 'team', 't' from generate_series(1, 20) i;
            insert into decision_records (id, at, key_id, user_id, subject_type, subject_id, action, resource_type, resource_id, is_permitted,
                                          reason, layer, is_explained, is_trusted, is_complete)
            select gen_random_uuid(), timestamptz '{at}' + (i / 3) * interval '1 second', 'k', 'u', 'user', '{ann}', 'd' || i, 'team', 't', true,
                   'role', 4, false, false, true from generate_series(1, 20) i;
            """);
        var whole = await ActionsAsync($"subject=user:{ann}&limit=200");
        Assert.Equal(40, whole.Distinct().Count());

        var paged = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await api.As().GetAsync($"{Path}?subject=user:{ann}&limit=7{(cursor is null ? "" : $"&cursor={cursor}")}")).Ok().Body;
            paged.AddRange(page.GetProperty("items").EnumerateArray().Select(static entry => Text(entry, "action")!));
            cursor = Text(page, "nextCursor");
            await api.ExecuteAsync(
                $"insert into audit_events (actor_type, actor_id, action, resource_type, resource_id) values ('user', '{ann}', 'new', 'team', 't')");
        }
        while (cursor is not null);

        Assert.Equal(whole, paged);
    }

    [Theory]
    [InlineData("subjct=user:ann", "subjct")]
    [InlineData("Subject=user:ann", "Subject")]
    [InlineData("subject=ann", "subject")]
    [InlineData("subject=user:a%20b", "subject")]
    [InlineData("subject=user:a&subject=user:b", "subject")]
    [InlineData("resource=:x", "resource")]
    [InlineData("resource=record:a%0Ab", "resource")]
    [InlineData("action=", "action")]
    [InlineData("action=te*am", "action")]
    [InlineData("action=a%27;drop", "action")]
    [InlineData("decision=maybe", "decision")]
    [InlineData("from=yesterday", "from")]
    [InlineData("from=2026-01-01", "from")]
    [InlineData("to=2026-01-01T00:00:00", "to")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("limit=1&limit=2", "limit")]
    public async Task What_is_not_known_or_not_well_formed_is_refused(string query, string parameter)
    {
        var reply = (await api.As().GetAsync($"{Path}?{query}")).Problem(HttpStatusCode.BadRequest, "request.invalid");
        Assert.Equal([parameter], reply.Fields);
    }

    [Fact]
    public async Task A_cursor_is_of_one_question()
    {
        var ann = await api.CreateUserAsync();
        foreach (var name in new[] { "A", "B" }) (await api.As(ann).PostAsync("/v1/teams", new { name })).Ok(HttpStatusCode.Created);
        var cursor = (await api.As().GetAsync($"{Path}?subject=user:{ann}&limit=1")).Ok().Text("nextCursor");

        (await api.As().GetAsync($"{Path}?subject=user:{ann}&limit=1&cursor={cursor}")).Ok();
        (await api.As().GetAsync($"{Path}?limit=1&cursor={cursor}")).Problem(HttpStatusCode.BadRequest, "cursor.invalid");
        (await api.As().GetAsync($"{Path}?subject=user:{ann}&limit=1&cursor=x{cursor}")).Problem(HttpStatusCode.BadRequest, "cursor.invalid");
    }

    [Fact]
    public async Task A2_it_is_for_administrators_who_act_for_nobody()
    {
        var ann = await api.CreateUserAsync();
        (await api.As(ann).GetAsync(Path)).Problem(HttpStatusCode.Forbidden, "scope.missing");
        (await api.With(key: null).GetAsync(Path)).Problem(HttpStatusCode.Unauthorized, "credentials.required");
    }

    [Fact]
    public async Task Who_reads_it_is_in_it()
    {
        var nobody = $"nobody-{Guid.CreateVersion7():N}";
        (await api.As().GetAsync($"{Path}?subject=user:{nobody}&action=user.*")).Ok();

        var read = (await ReadAsync("subject=user:admin&action=audit.read")).Single(entry => DetailOf(entry, "subject") == $"user:{nobody}");
        Assert.Equal(("audit", "user.*"), (read.GetProperty("resource").GetProperty("type").GetString(), DetailOf(read, "action")));
    }

    /// <summary>Names are data that others chose.</summary>
    [Fact]
    public async Task Control_characters_stay_within_their_text()
    {
        var ann = await api.CreateUserAsync();
        await api.ExecuteAsync(
            $$"""
            insert into audit_events (actor_type, actor_id, action, resource_type, resource_id, details)
            values ('user', '{{ann}}', 'team.created', 'record', E'a\r\n{"kind":"event"}', '{"name": "x\r\n\u001b[31m\u2028<script>"}')
            """);

        using var response = await api.As().Client.GetAsync(new Uri($"{Path}?subject=user:{ann}", UriKind.Relative), TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain(text, char.IsControl);
        var entry = Assert.Single(JsonElement.Parse(text).GetProperty("items").EnumerateArray());
        Assert.Equal("a\r\n{\"kind\":\"event\"}", IdOf(entry, "resource"));
        Assert.Equal("x\r\n\u001b[31m\u2028<script>", DetailOf(entry, "name"));
    }

    /// <summary>As long as the table is locked, a page takes as long as it may.</summary>
    [Fact]
    public async Task A_page_that_takes_too_long_ends_and_says_what_to_do()
    {
        await using var connection = await api.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var command = new NpgsqlCommand("lock table decision_records", connection))
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        (await api.As().GetAsync($"{Path}?subject=user:slow")).Problem(HttpStatusCode.BadRequest, "audit.too_broad");
    }

    private static async Task<string[]> ActionsOfAsync(Task<List<JsonElement>> trail) => [.. (await trail).Select(static entry => Text(entry, "action")!)];

    private Task<string[]> ActionsAsync(string query) => ActionsOfAsync(ReadAsync(query));

    private async Task<List<JsonElement>> ReadAsync(string query) =>
        [.. (await api.As().GetAsync($"{Path}?{query}")).Ok().Body.GetProperty("items").EnumerateArray()];

    private Task<bool> DenyAsync(string user, string resource) => api.As().MayAsync(user, "read", resource, revision: null);

    private static string? Text(JsonElement entry, string member) => entry.GetProperty(member).GetString();

    private static string? IdOf(JsonElement entry, string member) => entry.GetProperty(member).GetProperty("id").GetString();

    private static string? DetailOf(JsonElement entry, string member) =>
        entry.GetProperty("details").TryGetProperty(member, out var value) ? value.GetString() : null;
}
