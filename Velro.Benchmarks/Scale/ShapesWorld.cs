using System.Text.Json;
using Npgsql;
using Velro.Benchmarks.Load;
using Velro.Benchmarks.Model;

namespace Velro.Benchmarks.Scale;

/// <summary>
/// A small world with one thing of each shape: teams below each other, people in many teams, teams and projects with many people, generations
/// with large properties. Each question is about one of them, and permitted.
/// </summary>
internal static class ShapesWorld
{
    private const string Fill =
        """
        insert into users (id) select 'm' || i from generate_series(1, 1000) i;
        insert into users (id) values ('owner'), ('deep');
        insert into teams (id, parent_id, name) select 'd' || i, case when i > 1 then 'd' || (i - 1) end, 'Deep' from generate_series(1, 8) i;
        insert into team_members (user_id, team_id, role) values ('deep', 'd1', 'editor');
        insert into projects (id, owner_id, name) select 'pd' || i, 'owner', 'Deep' from generate_series(1, 8) i;
        insert into project_grants (project_id, team_id, role) select 'pd' || i, 'd' || i, 'editor' from generate_series(1, 8) i;
        insert into generations (id, owner_id, project_id, kind, visibility) select 'gd' || i, 'owner', 'pd' || i, 'image', 'inherit' from generate_series(1, 8) i;

        insert into teams (id, name) select 'w' || i, 'Wide' from generate_series(1, 1000) i;
        insert into users (id) select 'in' || n from unnest(array[1, 10, 100, 1000]) n;
        insert into team_members (user_id, team_id, role)
            select 'in' || n, 'w' || i, 'editor' from unnest(array[1, 10, 100, 1000]) n cross join generate_series(1, n) i;
        insert into projects (id, owner_id, name) values ('pw', 'owner', 'Wide');
        insert into project_grants (project_id, team_id, role) values ('pw', 'w1', 'editor');
        insert into generations (id, owner_id, project_id, kind, visibility) values ('gw', 'owner', 'pw', 'image', 'inherit');

        insert into teams (id, name) select 'big' || n, 'Big' from unnest(array[1, 10, 100, 1000]) n;
        insert into team_members (user_id, team_id, role)
            select 'm' || i, 'big' || n, 'editor' from unnest(array[1, 10, 100, 1000]) n cross join generate_series(1, n) i;
        insert into projects (id, owner_id, name) select 'pb' || n, 'owner', 'Big' from unnest(array[1, 10, 100, 1000]) n;
        insert into project_grants (project_id, team_id, role) select 'pb' || n, 'big' || n, 'editor' from unnest(array[1, 10, 100, 1000]) n;
        insert into generations (id, owner_id, project_id, kind, visibility)
            select 'gb' || n, 'owner', 'pb' || n, 'image', 'inherit' from unnest(array[1, 10, 100, 1000]) n;

        insert into projects (id, owner_id, name) select 'pg' || n, 'owner', 'Granted' from unnest(array[1, 10, 100, 1000]) n;
        insert into project_grants (project_id, user_id, role)
            select 'pg' || n, 'm' || i, 'editor' from unnest(array[1, 10, 100, 1000]) n cross join generate_series(1, n) i;
        insert into generations (id, owner_id, project_id, kind, visibility)
            select 'gg' || n, 'owner', 'pg' || n, 'image', 'inherit' from unnest(array[1, 10, 100, 1000]) n;

        insert into generations (id, owner_id, kind) select 'ge' || n, 'owner', 'image' from unnest(array[0, 1, 4, 16, 64]) n;
        insert into entities (type, id, properties)
            select 'generation', 'ge' || n, jsonb_build_object('stage', 'draft', 'note', repeat('x', n * 1024)) from unnest(array[0, 1, 4, 16, 64]) n;
        insert into policies (name, document) values ('archived', '{"effect":"deny","actions":["write"],"resourceTypes":["generation"],
            "condition":"has(resource.properties.stage) && resource.properties.stage == ''archived''"}');
        """;

    /// <summary>The groups in which one thing grows, the smallest first; within each, latencies are compared with the first.</summary>
    public static IReadOnlyList<ShapeGroup> Groups { get; } =
    [
        new("scale-teams-depth", "teams", "Levels between the user's team and the one that has the grant", "level of the team with the grant",
            [.. ((int[])[1, 2, 4, 8]).Select(static n => new Shape(n, BodyOf("deep", "write", $"gd{n}")))]),
        new("scale-teams-memberships", "teams", "Teams that the user is a member of", "teams",
            [.. ((int[])[1, 10, 100, 1_000]).Select(static n => new Shape(n, BodyOf($"in{n}", "write", "gw")))]),
        new("scale-teams-members", "teams", "Members of the team that has the grant", "members",
            [.. ((int[])[1, 10, 100, 1_000]).Select(static n => new Shape(n, BodyOf("m1", "write", $"gb{n}")))]),
        new("scale-payload-grants", "payload", "Users who have a grant on the project", "grants",
            [.. ((int[])[1, 10, 100, 1_000]).Select(static n => new Shape(n, BodyOf("m1", "write", $"gg{n}")))]),
        new("scale-payload-properties", "payload", "Stored properties of the generation, which a policy looks at", "KiB",
            [.. ((int[])[0, 1, 4, 16, 64]).Select(static n => new Shape(n, BodyOf("owner", "write", $"ge{n}")))]),
        new("scale-payload-request", "payload", "Context that the request brings", "KiB",
            [.. ((int[])[0, 1, 4, 16]).Select(static n => new Shape(n, BodyOf("owner", "write", "ge0", n)))]),
    ];

    public static async Task WriteAsync(NpgsqlDataSource database)
    {
        await using var fill = database.CreateCommand(Fill);
        await fill.ExecuteNonQueryAsync();
        await using var analyze = database.CreateCommand("vacuum (analyze)");
        await analyze.ExecuteNonQueryAsync();
    }

    /// <summary>The request of a shape.</summary>
    public static LoadRequest Request(Shape shape, string key) =>
        AuthZenRequests.Request(AuthZenRequests.EvaluationPath, shape.Body, key, "\"decision\":true");

    private static string BodyOf(string userId, string action, string generationId, int contextKibibytes = 0) => contextKibibytes == 0
        ? AuthZenRequests.BodyOf(new Question(userId, action, generationId))
        : JsonSerializer.Serialize(new
        {
            subject = new { type = "user", id = userId },
            action = new { name = action },
            resource = new { type = "generation", id = generationId },
            context = new { note = new string('x', contextKibibytes * 1024) },
        });
}

/// <summary>Questions in which one thing grows.</summary>
/// <param name="File">What its plot is called, without an ending.</param>
/// <param name="Section">The section of the document that it is in.</param>
/// <param name="Title">What grows.</param>
/// <param name="Unit">In what that is counted.</param>
/// <param name="Shapes">From the smallest on.</param>
internal sealed record ShapeGroup(string File, string Section, string Title, string Unit, IReadOnlyList<Shape> Shapes);

/// <summary>A question.</summary>
/// <param name="Size">How much there is of what grows.</param>
/// <param name="Body">The request's.</param>
internal sealed record Shape(int Size, string Body);
