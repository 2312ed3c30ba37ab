namespace Velro.Tests.Integration.Data;

/// <summary>
/// What each column of each permission-relevant table decides: which contexts must feel a change of it. A column or a table that is not
/// decided here fails a test.
/// </summary>
public static class WatchedTables
{
    /// <summary>Tables that no context is made of.</summary>
    public static readonly string[] Others =
    [
        "accounts", "audit_events", "changes", "client_owners", "decision_records", "demo_entities", "idempotency_keys", "incarnation", "installation",
        "media", "media_blobs", "node_samples", "node_statuses", "oauth_authorizations", "oauth_clients", "oauth_scopes", "oauth_tokens", "passkeys", "pending_sign_ups",
        "protection_keys", "signing_keys", "used_once", "mv_project_access_context", "mv_team_collaboration_cache", "mv_user_authorization_context", "retired_ids",
        "revision_clock", "revoked_bootstrap_keys", "schema_versions", "seeds", "view_marks", "view_refreshes",
    ];

    /// <summary>Two of everything, so that each reference can be changed.</summary>
    public const string World =
        """
        insert into users (id) values ('u1'), ('u2'), ('u3'), ('unused');
        insert into teams (id, parent_id, name) values ('t1', null, 'T1'), ('t2', 't1', 'T2'), ('t3', null, 'T3');
        insert into team_members (user_id, team_id, role) values ('u1', 't2', 'viewer');
        insert into projects (id, owner_id, name) values ('p1', 'u1', 'P1'), ('p2', 'u1', 'P2'), ('p9', 'u1', 'P9');
        insert into project_grants (project_id, user_id, role) values ('p1', 'u2', 'viewer');
        insert into project_grants (project_id, team_id, role) values ('p1', 't2', 'viewer');
        insert into project_blocks (project_id, user_id) values ('p1', 'u3');
        insert into generations (id, owner_id, project_id, parent_id, kind) values
            ('g1', 'u1', 'p1', null, 'image'), ('g2', 'u1', null, 'g1', 'image'), ('g3', 'u1', null, null, 'image'),
            ('g9', 'u1', null, null, 'image');
        insert into generation_grants (generation_id, user_id, role) values ('g2', 'u2', 'viewer');
        insert into generation_grants (generation_id, team_id, role) values ('g2', 't2', 'viewer');
        insert into generation_blocks (generation_id, user_id) values ('g2', 'u3');
        insert into emergency_access (id, user_id, project_id, role, reason, granted_by, expires_at) values
            ('e1', 'u1', 'p9', 'viewer', 'a reason that is long', 'u2', now() + interval '1 hour');
        insert into emergency_access (id, user_id, generation_id, role, reason, granted_by, expires_at) values
            ('e2', 'u2', 'g9', 'viewer', 'a reason that is long', 'u1', now() + interval '1 hour');
        insert into entities (type, id, properties) values ('record', 'r1', '{"a": 1}'), ('team', 't2', '{}');
        insert into policies (name, document) values ('n1', '{}');
        insert into service_keys (id, owner_id, name, hash, scopes) values ('k1', 'u1', 'K1', sha256('k1'), '{check}');
        insert into sessions (id, user_id, client_id, is_interactive, ended_at, end_reason) values
            ('s1', 'u3', 'c', true, null, null), ('s2', 'u3', 'c', true, now(), 'x'), ('s3', 'u3', 'c', true, null, null);
        """;

    /// <summary>(table, column) → an update of it, and the keys that must be told; none: it is of no relevance to permissions.</summary>
    public static readonly Dictionary<(string Table, string Column), (string Update, string[] Keys)> Columns = new()
    {
        [("users", "id")] = ("update users set id = 'u4' where id = 'unused'", ["1:u4", "1:unused"]),
        [("users", "state")] = ("update users set state = 'suspended' where id = 'u1'", ["1:u1"]),
        [("users", "is_administrator")] = ("update users set is_administrator = true where id = 'u1'", ["1:u1"]),
        [("users", "display_name")] = ("update users set display_name = 'x' where id = 'u1'", []),
        [("users", "email")] = ("update users set email = 'x@example.com' where id = 'u1'", []),
        [("users", "created_at")] = ("update users set created_at = 'epoch' where id = 'u1'", []),
        [("users", "updated_at")] = ("update users set updated_at = 'epoch' where id = 'u1'", []),
        [("users", "version")] = ("update users set version = 9 where id = 'u1'", []),

        [("sessions", "id")] = ("update sessions set id = 's4' where id = 's3'", ["8:s3", "8:s4"]),
        [("sessions", "user_id")] = ("update sessions set user_id = 'u2' where id = 's1'", ["8:s1"]),
        [("sessions", "client_id")] = ("update sessions set client_id = 'd' where id = 's1'", ["8:s1"]),
        [("sessions", "is_interactive")] = ("update sessions set is_interactive = false where id = 's1'", ["8:s1"]),
        [("sessions", "expires_at")] = ("update sessions set expires_at = now() where id = 's1'", ["8:s1"]),
        [("sessions", "ended_at")] = ("update sessions set ended_at = now(), end_reason = 'x' where id = 's1'", ["8:s1"]),
        [("sessions", "end_reason")] = ("update sessions set end_reason = 'y' where id = 's2'", []),
        [("sessions", "parent_id")] = ("update sessions set parent_id = 's3' where id = 's1'", []),
        [("sessions", "created_at")] = ("update sessions set created_at = 'epoch'", []),
        [("sessions", "authenticated_at")] = ("update sessions set authenticated_at = 'epoch'", []),
        [("sessions", "methods")] = ("update sessions set methods = '{pwd}'", []),
        [("sessions", "device")] = ("update sessions set device = 'x'", []),
        [("sessions", "address")] = ("update sessions set address = 'x'", []),
        [("sessions", "last_seen_at")] = ("update sessions set last_seen_at = 'epoch'", []),

        [("teams", "id")] = ("update teams set id = 't4' where id = 't3'", ["2:t3", "2:t4"]),
        [("teams", "parent_id")] = ("update teams set parent_id = 't3' where id = 't2'", ["2:t2"]),
        [("teams", "is_suspended")] = ("update teams set is_suspended = true where id = 't2'", ["2:t2"]),
        [("teams", "name")] = ("update teams set name = 'x' where id = 't2'", []),
        [("teams", "created_at")] = ("update teams set created_at = 'epoch' where id = 't2'", []),
        [("teams", "updated_at")] = ("update teams set updated_at = 'epoch' where id = 't2'", []),
        [("teams", "version")] = ("update teams set version = 9 where id = 't2'", []),

        [("team_members", "user_id")] = ("update team_members set user_id = 'u2'", ["1:u1", "1:u2"]),
        [("team_members", "team_id")] = ("update team_members set team_id = 't3'", ["1:u1"]),
        [("team_members", "role")] = ("update team_members set role = 'admin'", ["1:u1"]),
        [("team_members", "expires_at")] = ("update team_members set expires_at = now()", ["1:u1"]),
        [("team_members", "created_at")] = ("update team_members set created_at = 'epoch'", []),

        [("projects", "id")] = ("update projects set id = 'p3' where id = 'p2'", ["3:p2", "3:p3"]),
        [("projects", "owner_id")] = ("update projects set owner_id = 'u2' where id = 'p1'", ["3:p1"]),
        [("projects", "visibility")] = ("update projects set visibility = 'public' where id = 'p1'", ["3:p1"]),
        [("projects", "name")] = ("update projects set name = 'x' where id = 'p1'", []),
        [("projects", "created_at")] = ("update projects set created_at = 'epoch' where id = 'p1'", []),
        [("projects", "updated_at")] = ("update projects set updated_at = 'epoch' where id = 'p1'", []),
        [("projects", "version")] = ("update projects set version = 9 where id = 'p1'", []),

        [("project_grants", "project_id")] = ("update project_grants set project_id = 'p2' where user_id = 'u2'", ["3:p1", "3:p2"]),
        [("project_grants", "user_id")] = ("update project_grants set user_id = 'u3' where user_id = 'u2'", ["3:p1"]),
        [("project_grants", "team_id")] = ("update project_grants set team_id = 't3' where team_id = 't2'", ["3:p1"]),
        [("project_grants", "role")] = ("update project_grants set role = 'none' where user_id = 'u2'", ["3:p1"]),
        [("project_grants", "expires_at")] = ("update project_grants set expires_at = now() where user_id = 'u2'", ["3:p1"]),
        [("project_grants", "created_at")] = ("update project_grants set created_at = 'epoch'", []),

        [("project_blocks", "project_id")] = ("update project_blocks set project_id = 'p2'", ["3:p1", "3:p2"]),
        [("project_blocks", "user_id")] = ("update project_blocks set user_id = 'u2'", ["3:p1"]),
        [("project_blocks", "created_at")] = ("update project_blocks set created_at = 'epoch'", []),

        [("generations", "id")] = ("update generations set id = 'g4' where id = 'g3'", ["4:g3", "4:g4"]),
        [("generations", "owner_id")] = ("update generations set owner_id = 'u2' where id = 'g2'", ["4:g2"]),
        [("generations", "project_id")] = ("update generations set project_id = 'p2' where id = 'g2'", ["4:g2"]),
        [("generations", "parent_id")] = ("update generations set parent_id = null where id = 'g2'", ["4:g2"]),
        [("generations", "inheritance")] = ("update generations set inheritance = 'role' where id = 'g2'", ["4:g2"]),
        [("generations", "visibility")] = ("update generations set visibility = 'public' where id = 'g2'", ["4:g2"]),
        [("generations", "is_locked")] = ("update generations set is_locked = true where id = 'g2'", ["4:g2"]),
        [("generations", "kind")] = ("update generations set kind = 'audio' where id = 'g2'", []),
        [("generations", "prompt")] = ("update generations set prompt = 'x' where id = 'g2'", []),
        [("generations", "created_at")] = ("update generations set created_at = 'epoch' where id = 'g2'", []),
        [("generations", "updated_at")] = ("update generations set updated_at = 'epoch' where id = 'g2'", []),
        [("generations", "version")] = ("update generations set version = 9 where id = 'g2'", []),

        [("generation_grants", "generation_id")] = ("update generation_grants set generation_id = 'g3' where user_id = 'u2'", ["4:g2", "4:g3"]),
        [("generation_grants", "user_id")] = ("update generation_grants set user_id = 'u3' where user_id = 'u2'", ["4:g2"]),
        [("generation_grants", "team_id")] = ("update generation_grants set team_id = 't3' where team_id = 't2'", ["4:g2"]),
        [("generation_grants", "role")] = ("update generation_grants set role = 'none' where user_id = 'u2'", ["4:g2"]),
        [("generation_grants", "expires_at")] = ("update generation_grants set expires_at = now() where user_id = 'u2'", ["4:g2"]),
        [("generation_grants", "created_at")] = ("update generation_grants set created_at = 'epoch'", []),

        [("generation_blocks", "generation_id")] = ("update generation_blocks set generation_id = 'g3'", ["4:g2", "4:g3"]),
        [("generation_blocks", "user_id")] = ("update generation_blocks set user_id = 'u2'", ["4:g2"]),
        [("generation_blocks", "created_at")] = ("update generation_blocks set created_at = 'epoch'", []),

        [("emergency_access", "id")] = ("update emergency_access set id = 'e3' where id = 'e1'", []),
        [("emergency_access", "user_id")] = ("update emergency_access set user_id = 'u3' where id = 'e1'", ["1:u1", "1:u3"]),
        [("emergency_access", "project_id")] = ("update emergency_access set project_id = 'p1' where id = 'e1'", ["1:u1"]),
        [("emergency_access", "generation_id")] = ("update emergency_access set generation_id = 'g1' where id = 'e2'", ["1:u2"]),
        [("emergency_access", "role")] = ("update emergency_access set role = 'editor' where id = 'e1'", ["1:u1"]),
        [("emergency_access", "reason")] = ("update emergency_access set reason = 'another reason' where id = 'e1'", []),
        [("emergency_access", "granted_by")] = ("update emergency_access set granted_by = 'u3' where id = 'e1'", []),
        [("emergency_access", "granted_at")] =
            ("update emergency_access set granted_at = now() - interval '1 minute' where id = 'e1'", []),
        [("emergency_access", "expires_at")] =
            ("update emergency_access set expires_at = now() + interval '1 minute' where id = 'e1'", ["1:u1"]),
        [("emergency_access", "ended_at")] = ("update emergency_access set ended_at = now() where id = 'e1'", ["1:u1"]),

        [("entities", "type")] = ("update entities set type = 'paper' where id = 'r1'", ["5:paper:r1", "5:record:r1"]),
        [("entities", "id")] = ("update entities set id = 'r2' where id = 'r1'", ["5:record:r1", "5:record:r2"]),
        [("entities", "properties")] = ("""update entities set properties = '{"a": 2}' where id = 'r1'""", ["5:record:r1"]),
        // A value that jsonb takes for the same and a policy does not has a test of its own.
        [("entities", "created_at")] = ("update entities set created_at = 'epoch' where id = 'r1'", []),
        [("entities", "updated_at")] = ("update entities set updated_at = 'epoch' where id = 'r1'", []),
        [("entities", "version")] = ("update entities set version = 9 where id = 'r1'", []),

        [("policies", "name")] = ("update policies set name = 'n2'", ["7:"]),
        [("policies", "document")] = ("""update policies set document = '{"effect": "deny"}'""", ["7:"]),
        [("policies", "created_at")] = ("update policies set created_at = 'epoch'", []),
        [("policies", "updated_at")] = ("update policies set updated_at = 'epoch'", []),
        [("policies", "version")] = ("update policies set version = 9", []),

        [("service_keys", "id")] = ("update service_keys set id = 'k2' where id = 'k1'", ["6:k1", "6:k2"]),
        [("service_keys", "owner_id")] = ("update service_keys set owner_id = 'u2' where id = 'k1'", ["6:k1"]),
        [("service_keys", "hash")] = ("update service_keys set hash = sha256('k2') where id = 'k1'", ["6:k1"]),
        [("service_keys", "scopes")] = ("update service_keys set scopes = '{search}' where id = 'k1'", ["6:k1"]),
        [("service_keys", "expires_at")] = ("update service_keys set expires_at = now() where id = 'k1'", ["6:k1"]),
        [("service_keys", "revoked_at")] = ("update service_keys set revoked_at = now() where id = 'k1'", ["6:k1"]),
        [("service_keys", "networks")] = ("update service_keys set networks = '{10.0.0.0/8}' where id = 'k1'", ["6:k1"]),
        [("service_keys", "evaluations_per_second")] = ("update service_keys set evaluations_per_second = 5 where id = 'k1'", ["6:k1"]),
        [("service_keys", "replaced_by")] = ("update service_keys set replaced_by = 'bootstrap' where id = 'k1'", []),
        [("service_keys", "last_used_at")] = ("update service_keys set last_used_at = now() where id = 'k1'", []),
        [("service_keys", "name")] = ("update service_keys set name = 'x' where id = 'k1'", []),
        [("service_keys", "created_at")] = ("update service_keys set created_at = 'epoch' where id = 'k1'", []),
    };

    /// <summary>What appears and what goes, and the keys that must be told.</summary>
    public static readonly (string Statement, string[] Keys)[] InsertsAndDeletes =
    [
        ("insert into users (id) values ('u4')", ["1:u4"]),
        ("insert into teams (id, name) values ('t4', 'T4')", ["2:t4"]),
        ("delete from teams where id = 't3'", ["2:t3"]),
        ("delete from teams where id = 't2'", ["1:u1", "2:t2", "3:p1", "4:g2", "5:team:t2"]),
        ("insert into team_members (user_id, team_id, role) values ('u2', 't2', 'viewer')", ["1:u2"]),
        ("delete from team_members", ["1:u1"]),
        ("insert into projects (id, owner_id, name) values ('p3', 'u1', 'P3')", ["3:p3"]),
        ("delete from projects where id = 'p1'", ["3:p1", "4:g1", "4:g2"]),
        ("insert into project_grants (project_id, user_id, role) values ('p2', 'u2', 'viewer')", ["3:p2"]),
        ("delete from project_grants where user_id = 'u2'", ["3:p1"]),
        ("insert into project_blocks (project_id, user_id) values ('p2', 'u2')", ["3:p2"]),
        ("delete from project_blocks", ["3:p1"]),
        ("insert into generations (id, owner_id, kind) values ('g4', 'u1', 'video')", ["4:g4"]),
        ("delete from generations where id = 'g1'", ["4:g1", "4:g2"]),
        ("delete from generations where id = 'g2'", ["4:g2"]),
        ("insert into generation_grants (generation_id, user_id, role) values ('g3', 'u2', 'viewer')", ["4:g3"]),
        ("delete from generation_grants where user_id = 'u2'", ["4:g2"]),
        ("insert into generation_blocks (generation_id, user_id) values ('g3', 'u2')", ["4:g3"]),
        ("delete from generation_blocks", ["4:g2"]),
        (
            "insert into emergency_access (id, user_id, project_id, role, reason, granted_by, expires_at) " +
            "values ('e3', 'u3', 'p1', 'editor', 'a reason that is long', 'u1', now() + interval '4 hours')",
            ["1:u3"]),
        ("delete from emergency_access", ["1:u1", "1:u2"]),
        ("delete from projects where id = 'p9'", ["1:u1", "3:p9"]),
        ("delete from generations where id = 'g9'", ["1:u2", "4:g9"]),
        ("insert into entities (type, id) values ('record', 'r2')", ["5:record:r2"]),
        ("delete from entities where type = 'record'", ["5:record:r1"]),
        ("insert into policies (name, document) values ('n2', '{}')", ["7:"]),
        ("delete from policies", ["7:"]),
        ("insert into service_keys (id, owner_id, name, hash, scopes) values ('k2', 'u1', 'K2', sha256('k2'), '{check}')", ["6:k2"]),
        ("delete from service_keys where id = 'k1'", ["6:k1"]),
    ];
}
