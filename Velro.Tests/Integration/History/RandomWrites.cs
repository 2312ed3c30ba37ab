using System.Globalization;
using System.Text.Json;
using Velro.Tests.Reference;

namespace Velro.Tests.Integration.History;

/// <summary>Random changes of what decisions rest on, each as one statement or two.</summary>
internal sealed class RandomWrites(Names names, Random random)
{
    private static readonly string[] Roles = ["viewer", "contributor", "editor", "admin", "owner"];

    private static readonly string[] GrantRoles = ["none", "viewer", "viewer", "contributor", "editor", "admin"];

    private readonly Stack<(string Old, string New)> _replaced = new();

    private string User => Names.Any(random, names.Users);

    private string Team => Names.Any(random, names.Teams);

    private string Project => Names.Any(random, names.Projects);

    private string Generation => Names.Any(random, names.Generations);

    /// <summary>A change that triggers tell.</summary>
    public string Next() => random.Next(105) switch
    {
        < 16 => Grant("project", Project),
        < 26 => Grant("generation", Generation),
        < 32 => $"delete from project_grants where project_id = '{Project}' and (user_id = '{User}' or team_id = '{Team}')",
        < 36 => $"delete from generation_grants where generation_id = '{Generation}'",
        < 39 => $"update project_grants set project_id = '{Project}' where ctid in (select ctid from project_grants where user_id = '{User}' limit 1)",
        < 47 => $"""
                insert into team_members (user_id, team_id, role, expires_at) values ('{User}', '{Team}', '{Any(Roles)}', {End()})
                on conflict (user_id, team_id) do update set role = excluded.role, expires_at = excluded.expires_at
                """,
        < 51 => $"delete from team_members where user_id = '{User}' and team_id = '{Team}'",
        < 55 => $"update teams set parent_id = {(random.Next(3) == 0 ? "null" : $"'{Team}'")} where id = '{Team}'",
        < 58 => $"update teams set is_suspended = {Any("true", "false", "false")} where id = '{Team}'",
        < 61 => $"update users set state = '{Any("active", "active", "suspended")}' where id = '{User}' and state <> 'deleted'",
        < 64 => $"insert into project_blocks (project_id, user_id) values ('{Project}', '{User}') on conflict do nothing",
        < 67 => $"delete from project_blocks where project_id = '{Project}'",
        < 69 => $"insert into generation_blocks (generation_id, user_id) values ('{Generation}', '{User}') on conflict do nothing",
        < 71 => $"delete from generation_blocks where generation_id = '{Generation}'",
        < 75 => $"update generations set is_locked = not is_locked where id = '{Generation}'",
        < 78 => $"update generations set inheritance = '{Any("none", "read", "role")}', visibility = '{Any("private", "team", "public", "inherit")}' where id = '{Generation}'",
        < 81 => $"update generations set project_id = {(random.Next(3) == 0 ? "null" : $"'{Project}'")}, owner_id = '{User}' where id = '{Generation}'",
        < 84 => $"update generations set parent_id = '{Generation}' where id = '{Generation}'",
        < 86 => $"update projects set visibility = '{Any("private", "team", "public")}', owner_id = '{User}' where id = '{Project}'",
        < 89 => Policy(),
        < 91 => Properties(),
        < 94 => Emergency(),
        < 95 => $"update service_keys set revoked_at = case when revoked_at is null then now() end where id = '{Any("k.other", "k.u0", "k.u1")}'",
        < 96 => "update projects set name = name || '.' where char_length(name) < 100",
        < 100 => Replacement(),
        _ => Session(),
    };

    /// <summary>A change of a table whose triggers are switched off for it, so that only the flush tells it, which comes with it.</summary>
    public (string[] Before, string Change) NextUntold() => random.Next(2) == 0
        ? (["alter table projects disable trigger projects_updated"],
           $"update projects set visibility = case visibility when 'public' then 'private' else 'public' end where id = '{Project}'; " +
           "alter table projects enable always trigger projects_updated")
        : (["alter table team_members disable trigger team_members_deleted"],
           $"delete from team_members where user_id = '{User}'; alter table team_members enable always trigger team_members_deleted");

    /// <summary>What was written since this was called last is there.</summary>
    public void Keep() => _replaced.Clear();

    /// <summary>What was written since <see cref="Keep"/> is not there; or all of it but what the first writes made.</summary>
    public void TakeBack(int first = 0)
    {
        while (_replaced.Count > first)
        {
            var (old, @new) = _replaced.Pop();
            names.TakeBack(old, @new);
        }
    }

    /// <summary>How many replacements were written since <see cref="Keep"/>.</summary>
    public int Replacements => _replaced.Count;

    private string Grant(string on, string id)
    {
        var to = random.Next(2) == 0 ? $"null, '{Team}'" : $"'{User}', null";
        return $"""
            insert into {on}_grants ({on}_id, user_id, team_id, role, expires_at) values ('{id}', {to}, '{Any(GrantRoles)}', {End()})
            on conflict on constraint {on}_grants_key do update set role = excluded.role, expires_at = excluded.expires_at
            """;
    }

    private string Policy()
    {
        var name = $"n{random.Next(3)}";
        if (random.Next(2) == 0) return $"delete from policies where name = '{name}'";

        // Where a condition cannot be told, a denial holds: one about a property would hold nearly everywhere.
        Condition denied = random.Next(3) switch
        {
            0 => new HasProperty("resource", "a"),
            1 => new Before((int)DateTimeOffset.UtcNow.ToUnixTimeSeconds() + random.Next(3)),
            _ => new SubjectIs(User),
        };
        Condition allowed = random.Next(2) == 0 ? new Not(denied) : new PropertyIs(Any("subject", "resource"), "a", random.Next(2));
        var row = random.Next(3) switch
        {
            0 => new PolicyRow("", "deny", [Any("read", "write", "*")], [Any("project", "generation")], null, null, denied),
            1 => new PolicyRow("", "allow", ["open"], ["record"], null, null, allowed),
            _ => new PolicyRow("", "allow", ["export"], ["project", "generation"], null, Any("viewer", "editor"), allowed),
        };
        return $"""
            insert into policies (name, document) values ('{name}', '{StoredRow.DocumentOf(row).Replace("'", "''", StringComparison.Ordinal)}')
            on conflict (name) do update set document = excluded.document
            """;
    }

    private string Properties()
    {
        var (type, id) = random.Next(3) switch
        {
            0 => ("user", User),
            1 => ("project", Project),
            _ => ("record", $"r{random.Next(2)}"),
        };
        if (random.Next(3) == 0) return $"delete from entities where type = '{type}' and id = '{id}'";
        var values = JsonSerializer.Serialize(new Dictionary<string, object> { [Any("a", "b")] = random.Next(2) });
        return $"insert into entities (type, id, properties) values ('{type}', '{id}', '{values}') on conflict (type, id) do update set properties = excluded.properties";
    }

    private string Emergency()
    {
        if (random.Next(3) == 0) return $"update emergency_access set ended_at = now() where user_id = '{User}' and ended_at is null";
        var (on, id) = random.Next(2) == 0 ? ("project", Project) : ("generation", Generation);
        return $"""
            insert into emergency_access (id, user_id, {on}_id, role, reason, granted_by, granted_at, expires_at)
            values ('{Guid.NewGuid():N}', '{User}', '{id}', '{Any("viewer", "editor")}', 'The lights went out', '{Names.Root}',
                    now() - interval '1 hour', {Instant(1 + random.Next(6))})
            """;
    }

    private string Session()
    {
        var session = Names.Any(random, names.Sessions);
        switch (random.Next(5))
        {
            case 0:
                return $"update sessions set ended_at = now(), end_reason = 'ended_by_user' where id = '{session}' and ended_at is null";
            case 1:
                return $"update sessions set expires_at = {Instant(random.Next(6))} where id = '{session}'";
            case 2:
                return $"update sessions set last_seen_at = now(), address = '127.0.0.1' where id = '{session}'";
            default:
                var owner = random.Next(2) == 0 ? Names.Root : User;
                _replaced.Push(names.ReplaceSession(random, owner));
                var (old, @new) = _replaced.Peek();
                return $"""
                    {(random.Next(2) == 0 ? $"delete from sessions where id = '{old}'" : "select")};
                    insert into sessions (id, user_id, client_id, is_interactive, expires_at)
                    values ('{@new}', '{owner}', 'web', {(owner == Names.Root ? "false" : Any("true", "true", "false"))}, {End()})
                    """;
        }
    }

    /// <summary>Something is deleted, and something else comes.</summary>
    private string Replacement()
    {
        switch (random.Next(4))
        {
            case 0:
                var project = Replace(names.Projects);
                return $"delete from projects where id = '{project.Old}'; insert into projects (id, owner_id, name) values ('{project.New}', '{User}', 'P')";
            case 1:
                var team = Replace(names.Teams);
                return $"""
                    update teams set parent_id = null where parent_id = '{team.Old}'; delete from teams where id = '{team.Old}';
                    insert into teams (id, name) values ('{team.New}', 'T')
                    """;
            case 2:
                var user = Replace(names.Users);
                return $"update users set state = 'deleted' where id = '{user.Old}'; insert into users (id) values ('{user.New}')";
            default:
                var generation = Replace(names.Generations);
                return $"""
                    delete from generations where id = '{generation.Old}';
                    insert into generations (id, owner_id, project_id, kind) values ('{generation.New}', '{User}', '{Project}', 'image')
                    """;
        }
    }

    private (string Old, string New) Replace(string[] among)
    {
        _replaced.Push(names.Replace(random, among));
        return _replaced.Peek();
    }

    private string Any(params string[] words) => words[random.Next(words.Length)];

    private string End() => random.Next(4) == 0 ? Instant(random.Next(6)) : "null";

    private static string Instant(int seconds) =>
        string.Create(CultureInfo.InvariantCulture, $"to_timestamp({DateTimeOffset.UtcNow.ToUnixTimeSeconds() + seconds})");
}
