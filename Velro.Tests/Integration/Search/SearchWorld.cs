using System.Globalization;
using System.Text;
using Npgsql;
using Velro.Authorization.Entities;
using Velro.Authorization.Roles;
using Velro.Tests.Integration.Caching;

namespace Velro.Tests.Integration.Search;

/// <summary>
/// A small world whose entities stay and whose relationships are drawn anew: owners, trees, lineage with circles, grants, denials, blocks,
/// memberships, expiries, suspensions, visibility. Everything that a search could get wrong is common in it.
/// </summary>
internal sealed class SearchWorld(NpgsqlDataSource database, int seed)
{
    private const int Users = 7;
    private const int Teams = 6;
    private const int Projects = 4;
    private const int Generations = 14;

    private readonly Random _random = new(seed);

    /// <summary>The statements of the last drawing, for the message of a test that fails.</summary>
    public string LastDrawn { get; private set; } = "";

    public static IReadOnlyList<EntityRef> Subjects { get; } =
    [
        .. Enumerable.Range(0, Users).Select(static i => new EntityRef(EntityTypes.User, $"u{i}")),
        new(EntityTypes.User, "admin"), EntityRef.Anonymous, new("service", "s0"), new("service", "s1"), new(EntityTypes.Team, "t0"),
    ];

    public static IReadOnlyList<EntityRef> Resources { get; } =
    [
        .. Enumerable.Range(0, Generations).Select(static i => new EntityRef(EntityTypes.Generation, $"g{i}")),
        .. Enumerable.Range(0, Projects).Select(static i => new EntityRef(EntityTypes.Project, $"p{i}")),
        .. Enumerable.Range(0, Teams).Select(static i => new EntityRef(EntityTypes.Team, $"t{i}")),
        .. Enumerable.Range(0, Users).Select(static i => new EntityRef(EntityTypes.User, $"u{i}")),
        new(EntityTypes.User, "admin"),
        .. Enumerable.Range(0, 4).Select(static i => new EntityRef("record", $"r{i}")),
        new("record", "\uE000/{x}"), new("record", "\U0001F600"),
    ];

    /// <summary>Core actions, a custom one that policies give on generations, and one that nothing gives.</summary>
    public static IReadOnlyList<string> Actions { get; } = ["read", "create", "write", "share", "delete", "manage", "transfer", "publish", "burn"];

    public NpgsqlDataSource Database => database;

    /// <summary>The actions that a search for actions looks at: the core ones, and those that a policy names for the type.</summary>
    public static IEnumerable<string> NamedFor(string type) => CoreActions.All.Concat(type switch
    {
        EntityTypes.Generation => ["publish"],
        "record" => ["archive"],
        _ => [],
    });

    public async Task CreateAsync() => await database.RunAsync(
        $$"""
        insert into users (id, state) select 'u' || i, case i when 6 then 'deleted' else 'active' end from generate_series(0, {{Users - 1}}) i;
        insert into teams (id, name) select 't' || i, 'T' from generate_series(0, {{Teams - 1}}) i;
        insert into projects (id, owner_id, name) select 'p' || i, 'u0', 'P' from generate_series(0, {{Projects - 1}}) i;
        insert into generations (id, owner_id, kind) select 'g' || i, 'u0', 'image' from generate_series(0, {{Generations - 1}}) i;
        insert into entities (type, id, properties) values
            ('record', 'r0', '{}'), ('record', 'r1', '{"open": true}'), ('record', 'r2', '{"open": false}'), ('record', 'r3', '{"for": "u1"}'),
            ('record', U&'\E000/{x}', '{"open": true}'), ('record', U&'\+01F600', '{"open": true}'),
            ('service', 's0', '{}'), ('service', 's1', '{"trusted": true}'),
            ('generation', 'g1', '{"stage": "final"}'), ('generation', 'g5', '{"stage": "final"}'), ('user', 'u2', '{"tier": "gold"}');
        insert into policies (name, document) values
            ('final', '{"effect":"deny","actions":["write"],"resourceTypes":["generation"],"condition":"has(resource.properties.stage) && resource.properties.stage == ''final''"}'),
            ('publish', '{"effect":"allow","actions":["publish"],"resourceTypes":["generation"],"minimumRole":"contributor"}'),
            ('gold', '{"effect":"allow","actions":["publish"],"resourceTypes":["generation"],"condition":"has(subject.properties.tier)"}'),
            ('open', '{"effect":"allow","actions":["read"],"resourceTypes":["record"],"condition":"resource.properties.open == true"}'),
            ('for', '{"effect":"allow","actions":["*"],"resourceTypes":["record"],"condition":"resource.properties[''for''] == subject.id"}'),
            ('trusted', '{"effect":"allow","subjectTypes":["service"],"actions":["archive"],"resourceTypes":["record"],"condition":"subject.properties.trusted"}');
        """);

    /// <summary>Draws all relationships anew.</summary>
    public async Task DrawAsync()
    {
        var sql = new StringBuilder("delete from emergency_access; delete from team_members; delete from project_grants; delete from generation_grants; delete from project_blocks; delete from generation_blocks; update teams set parent_id = null;\n");
        for (var i = 0; i < Users - 1; i++) Add(sql, $"update users set state = '{(Chance(0.1) ? "suspended" : "active")}' where id = 'u{i}'");
        for (var i = 0; i < Teams; i++)
        {
            var parent = i > 0 && Chance(0.6) ? $"'t{_random.Next(i)}'" : "null";
            Add(sql, $"update teams set parent_id = {parent}, is_suspended = {(Chance(0.15) ? "true" : "false")} where id = 't{i}'");
            for (var u = 0; u < Users; u++)
            {
                if (Chance(0.25)) Add(sql, $"insert into team_members (user_id, team_id, role, expires_at) values ('u{u}', 't{i}', '{MemberRole()}', {Expiry()})");
            }
        }

        for (var i = 0; i < Projects; i++)
        {
            Add(sql, $"update projects set owner_id = '{User()}', visibility = '{Pick("private", "private", "team", "public")}' where id = 'p{i}'");
            AddRights(sql, "project", $"p{i}");
        }

        for (var i = 0; i < Generations; i++)
        {
            AddPlace(sql, i);
            AddRights(sql, "generation", $"g{i}");
        }

        for (var i = _random.Next(4); i > 0; i--) AddEmergency(sql, i);
        LastDrawn = sql.ToString();
        await database.RunAsync(LastDrawn);
    }

    /// <summary>Changes a few relationships, so that roles come by other paths, or go.</summary>
    public async Task ChangeAsync()
    {
        var sql = new StringBuilder();
        for (var i = 0; i < 2; i++)
        {
            var generation = _random.Next(Generations);
            AddPlace(sql, generation);
            if (Chance(0.5)) Add(sql, $"delete from generation_grants where generation_id = 'g{generation}'");
            Add(sql, $"delete from generation_blocks where generation_id = 'g{_random.Next(Generations)}'");
        }

        Add(sql, $"update projects set owner_id = '{User()}' where id = 'p{_random.Next(Projects)}'");
        await database.RunAsync(sql.ToString());
        LastDrawn += sql;
    }

    public int Next(int below) => _random.Next(below);

    private void AddPlace(StringBuilder sql, int i)
    {
        var project = Chance(0.5) ? $"'p{_random.Next(Projects)}'" : "null";
        var parent = (i + 1 + _random.Next(Generations - 1)) % Generations;
        Add(sql,
            $"update generations set owner_id = '{User()}', project_id = {project}, parent_id = {(Chance(0.6) ? $"'g{parent}'" : "null")}, " +
            $"inheritance = '{Pick("none", "read", "role", "role")}', visibility = '{Pick("private", "private", "inherit", "team", "public")}', " +
            $"is_locked = {(Chance(0.15) ? "true" : "false")} where id = 'g{i}'");
    }

    private void AddRights(StringBuilder sql, string kind, string id)
    {
        for (var n = _random.Next(3); n > 0; n--)
        {
            var toUser = Chance(0.5);
            var (user, team) = toUser ? ($"'{User()}'", "null") : ("null", $"'t{_random.Next(Teams)}'");
            Add(sql,
                $"insert into {kind}_grants ({kind}_id, user_id, team_id, role, expires_at) values ('{id}', {user}, {team}, '{GrantRole()}', {Expiry()}) on conflict do nothing");
        }

        if (Chance(0.15)) Add(sql, $"insert into {kind}_blocks ({kind}_id, user_id) values ('{id}', '{User()}') on conflict do nothing");
    }

    private void AddEmergency(StringBuilder sql, int i)
    {
        var (project, generation) = Chance(0.5) ? ($"'p{_random.Next(Projects)}'", "null") : ("null", $"'g{_random.Next(Generations)}'");
        var given = Chance(0.7) ? "now()" : "now() - interval '5 hours'";
        Add(sql,
            "insert into emergency_access (id, user_id, project_id, generation_id, role, reason, granted_by, granted_at, expires_at, ended_at) values " +
            $"('e{i}', '{User()}', {project}, {generation}, '{Pick("viewer", "editor")}', 'The lights went out', 'admin', " +
            $"{given}, {given} + interval '4 hours', {(Chance(0.2) ? given : "null")})");
    }

    private static void Add(StringBuilder sql, string statement) => sql.Append(CultureInfo.InvariantCulture, $"{statement};\n");

    private string User() => $"u{_random.Next(Users)}";

    private string MemberRole() => Pick("viewer", "contributor", "editor", "admin", "owner");

    private string GrantRole() => Pick("none", "viewer", "contributor", "editor", "admin");

    private string Expiry() => _random.Next(4) switch { 0 => "now() - interval '1 hour'", 1 => "now() + interval '1 day'", _ => "null" };

    private bool Chance(double chance) => _random.NextDouble() < chance;

    private string Pick(params string[] values) => values[_random.Next(values.Length)];
}
