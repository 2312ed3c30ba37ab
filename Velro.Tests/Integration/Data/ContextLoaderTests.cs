using System.Text.Json;
using Npgsql;
using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;
using Velro.Authorization.Roles;
using Velro.Data.Contexts;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.Data;

public sealed class ContextLoaderTests(PostgresFixture postgres)
{
    private static readonly DateTimeOffset Expiry = new(2031, 2, 3, 4, 5, 6, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_user_has_a_state_and_memberships()
    {
        await using var database = await DatabaseAsync(
            """
            insert into users (id, state, is_administrator) values ('u1', 'active', true), ('u2', 'suspended', false), ('u3', 'deleted', false);
            insert into teams (id, name) values ('t1', 'T1'), ('t2', 'T2');
            insert into team_members (user_id, team_id, role, expires_at) values ('u1', 't2', 'owner', null), ('u1', 't1', 'viewer', '2031-02-03 04:05:06Z');
            """);
        var contents = await LoadAsync(database, ContextKey.User("u1"), ContextKey.User("u2"), ContextKey.User("u3"));

        var user = Assert.IsType<UserContext>(contents[ContextKey.User("u1")]);
        Assert.Equal(("u1", AccountState.Active, true), (user.Id, user.State, user.IsAdministrator));
        Assert.Equal([new Membership("t1", Role.Viewer, Expiry), new Membership("t2", Role.Owner, null)], user.Memberships);
        Assert.Equal(AccountState.Suspended, Assert.IsType<UserContext>(contents[ContextKey.User("u2")]).State);
        Assert.Equal(AccountState.Deleted, Assert.IsType<UserContext>(contents[ContextKey.User("u3")]).State);
    }

    [Fact]
    public async Task A_user_has_the_emergency_accesses_that_were_not_ended()
    {
        await using var database = await DatabaseAsync(
            """
            insert into users (id) values ('u1'), ('u2');
            insert into projects (id, owner_id, name) values ('p1', 'u1', 'P1');
            insert into generations (id, owner_id, kind) values ('g1', 'u1', 'image');
            insert into emergency_access
                (id, user_id, granted_by, project_id, generation_id, role, reason, granted_at, expires_at, ended_at)
            select id, 'u2', 'u1', project_id, generation_id, role, 'it is on fire', '2031-02-03 03:00Z', '2031-02-03 04:05:06Z', ended_at
            from (values ('e1', 'p1', null, 'editor', null), ('e2', null, 'g1', 'viewer', null),
                ('e3', 'p1', null, 'viewer', timestamptz '2031-02-03 03:30Z')) as e (id, project_id, generation_id, role, ended_at);
            """);
        var contents = await LoadAsync(database, ContextKey.User("u1"), ContextKey.User("u2"));

        Assert.Empty(Assert.IsType<UserContext>(contents[ContextKey.User("u1")]).EmergencyAccesses);
        Assert.Equal(
            [
                new EmergencyAccess(EmergencyTarget.Project, "p1", Role.Editor, Expiry),
                new EmergencyAccess(EmergencyTarget.Generation, "g1", Role.Viewer, Expiry),
            ],
            Assert.IsType<UserContext>(contents[ContextKey.User("u2")]).EmergencyAccesses);
    }

    [Fact]
    public async Task A_team_has_a_parent_and_a_state()
    {
        await using var database = await DatabaseAsync(
            "insert into teams (id, parent_id, name, is_suspended) values ('t1', null, 'T1', false), ('t2', 't1', 'T2', true)");
        var contents = await LoadAsync(database, ContextKey.Team("t1"), ContextKey.Team("t2"));
        Assert.Equal(new TeamContext("t1", null, false), contents[ContextKey.Team("t1")]);
        Assert.Equal(new TeamContext("t2", "t1", true), contents[ContextKey.Team("t2")]);
    }

    [Fact]
    public async Task A_project_has_an_owner_grants_and_blocks()
    {
        await using var database = await DatabaseAsync(
            """
            insert into users (id) values ('u1'), ('u2'), ('u3');
            insert into teams (id, name) values ('t1', 'T1');
            insert into projects (id, owner_id, name, visibility) values ('p1', 'u1', 'P1', 'team'), ('p2', 'u1', 'P2', 'public');
            insert into project_grants (project_id, user_id, role, expires_at) values ('p1', 'u2', 'none', null), ('p1', 'u1', 'editor', '2031-02-03 04:05:06Z');
            insert into project_grants (project_id, team_id, role) values ('p1', 't1', 'admin');
            insert into project_blocks (project_id, user_id) values ('p1', 'u3'), ('p1', 'u2');
            """);
        var contents = await LoadAsync(database, ContextKey.Project("p1"), ContextKey.Project("p2"));

        var project = Assert.IsType<ProjectContext>(contents[ContextKey.Project("p1")]);
        Assert.Equal(("p1", "u1", Visibility.Team), (project.Id, project.OwnerId, project.Visibility));
        Assert.Equal(
            [
                new Grant(GranteeKind.User, "u1", Role.Editor, Expiry),
                new Grant(GranteeKind.User, "u2", Role.None, null),
                new Grant(GranteeKind.Team, "t1", Role.Admin, null),
            ],
            project.Grants);
        Assert.Equal(["u2", "u3"], project.BlockedUserIds);

        var bare = Assert.IsType<ProjectContext>(contents[ContextKey.Project("p2")]);
        Assert.True(bare.Visibility == Visibility.Public && bare.Grants.IsEmpty && bare.BlockedUserIds.IsEmpty);
    }

    [Fact]
    public async Task A_generation_has_a_place_a_lineage_grants_and_blocks()
    {
        await using var database = await DatabaseAsync(
            """
            insert into users (id) values ('u1'), ('u2');
            insert into projects (id, owner_id, name) values ('p1', 'u2', 'P1');
            insert into generations (id, owner_id, project_id, parent_id, inheritance, visibility, is_locked, kind) values
                ('g1', 'u1', null, null, 'none', 'private', false, 'audio'), ('g2', 'u1', 'p1', 'g1', 'role', 'inherit', true, 'video');
            insert into generation_grants (generation_id, user_id, role) values ('g2', 'u2', 'contributor');
            insert into generation_blocks (generation_id, user_id) values ('g2', 'u2');
            """);
        var contents = await LoadAsync(database, ContextKey.Generation("g1"), ContextKey.Generation("g2"));

        var child = Assert.IsType<GenerationContext>(contents[ContextKey.Generation("g2")]);
        Assert.Equal(
            ("g2", "u1", "p1", "g1", Inheritance.Role, Visibility.Inherit, true),
            (child.Id, child.OwnerId, child.ProjectId, child.ParentId, child.Inheritance, child.Visibility, child.IsLocked));
        Assert.Equal([new Grant(GranteeKind.User, "u2", Role.Contributor, null)], child.Grants);
        Assert.Equal(["u2"], child.BlockedUserIds);

        var parent = Assert.IsType<GenerationContext>(contents[ContextKey.Generation("g1")]);
        Assert.Equal((null, null, Inheritance.None, Visibility.Private, false), (parent.ProjectId, parent.ParentId, parent.Inheritance, parent.Visibility, parent.IsLocked));
    }

    [Fact]
    public async Task An_entity_has_properties_and_is_found_by_type_and_id()
    {
        await using var database = await DatabaseAsync(
            """insert into entities (type, id, properties) values ('record', '/x/{y} ü😀', '{"n": 1.50, "deep": {"a": [null]}}'), ('paper', 'one', '{}')""");
        var found = ContextKey.Entity(new EntityRef("record", "/x/{y} ü😀"));
        var crossed = ContextKey.Entity(new EntityRef("record", "one"));
        var contents = await LoadAsync(database, found, crossed, ContextKey.Entity(new EntityRef("paper", "one")));

        var entity = Assert.IsType<EntityContext>(contents[found]);
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse("""{"n": 1.5, "deep": {"a": [null]}}"""), entity.Properties.Json));
        Assert.Null(contents[crossed]);
    }

    [Fact]
    public async Task A_service_key_has_a_hash_scopes_and_an_end()
    {
        await using var database = await DatabaseAsync(
            """
            insert into users (id) values ('u1');
            insert into service_keys (id, owner_id, name, hash, scopes, expires_at, revoked_at) values
                ('k1', 'u1', 'K1', sha256('k1'), '{check,search}', '2031-02-03 04:05:06Z', null), ('k2', 'u1', 'K2', sha256('k2'), '{}', null, now());
            """);
        var contents = await LoadAsync(database, ContextKey.ServiceKey("k1"), ContextKey.ServiceKey("k2"));
        var key = Assert.IsType<ServiceKeyContext>(contents[ContextKey.ServiceKey("k1")]);
        Assert.Equal(("k1", "u1", (DateTimeOffset?)Expiry, false), (key.Id, key.OwnerId, key.ExpiresAt, key.IsRevoked));
        Assert.Equal(System.Security.Cryptography.SHA256.HashData("k1"u8), key.Hash);
        Assert.Equal(["check", "search"], key.Scopes);
        Assert.True(Assert.IsType<ServiceKeyContext>(contents[ContextKey.ServiceKey("k2")]).IsRevoked);
    }

    [Fact]
    public async Task There_is_one_policy_set_also_when_it_is_empty()
    {
        await using var database = await DatabaseAsync("");
        Assert.Empty(Assert.IsType<PolicySetContext>((await LoadAsync(database, ContextKey.PolicySet))[ContextKey.PolicySet]).Policies.Sources);

        const string document = """{ "effect": "allow",  "actions": ["read"], "resourceTypes": ["record"] }""";
        await using var insert = database.CreateCommand("insert into policies (name, document) values ('n2', $1), ('n1', $1)");
        insert.Parameters.AddWithValue(document);
        await insert.ExecuteNonQueryAsync(Cancellation);
        var set = Assert.IsType<PolicySetContext>((await LoadAsync(database, ContextKey.PolicySet))[ContextKey.PolicySet]);
        Assert.Equal([("n1", document), ("n2", document)], set.Policies.Sources.Select(static source => (source.Name, source.Document)));
    }

    [Fact]
    public async Task What_does_not_exist_is_null_in_the_answer()
    {
        await using var database = await DatabaseAsync("insert into users (id) values ('u1')");
        ContextKey[] missing =
        [
            ContextKey.User("nobody"), ContextKey.Team("u1"), ContextKey.Project("u1"), ContextKey.Generation("u1"),
            ContextKey.Entity(new EntityRef("user", "u1")), ContextKey.ServiceKey("u1"), ContextKey.User("U1"), ContextKey.User("' or true --"),
        ];
        var contents = await LoadAsync(database, [.. missing, ContextKey.User("u1"), ContextKey.User("u1")]);
        Assert.Equal(missing.Length + 1, contents.Count);
        Assert.All(missing, key => Assert.Null(contents[key]));
        Assert.NotNull(contents[ContextKey.User("u1")]);
    }

    [Fact]
    public async Task Nothing_asked_is_a_poll()
    {
        await using var database = await DatabaseAsync("");
        Assert.Empty(await LoadAsync(database));
    }

    [Fact]
    public async Task Hundreds_of_grants_and_hundreds_of_keys_are_one_load()
    {
        await using var database = await DatabaseAsync(
            """
            insert into users (id) select 'u' || n from generate_series(1, 1000) n;
            insert into projects (id, owner_id, name) values ('p1', 'u1', 'P1');
            insert into project_grants (project_id, user_id, role) select 'p1', 'u' || n, 'viewer' from generate_series(1, 800) n;
            insert into project_blocks (project_id, user_id) select 'p1', 'u' || n from generate_series(801, 1000) n;
            """);
        ContextKey[] keys = [ContextKey.Project("p1"), .. Enumerable.Range(1, 1000).Select(static n => ContextKey.User($"u{n}"))];
        var contents = await LoadAsync(database, keys);
        Assert.All(keys, key => Assert.NotNull(contents[key]));
        var project = (ProjectContext)contents[ContextKey.Project("p1")]!;
        Assert.Equal((800, 200), (project.Grants.Length, project.BlockedUserIds.Length));
    }

    [Fact]
    public async Task A_load_that_fails_leaves_its_connection_as_good_as_before()
    {
        await using var all = await postgres.CreateDatabaseAsync();
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(all.ConnectionString) { MaxPoolSize = 1 });
        var start = database.PollOnce();
        var loader = new ContextLoader(database);
        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<PostgresException>(() => loader.LoadAsync([ContextKey.User("NUL \0 is not text")], start.Snapshot, Cancellation));
            using var impatient = new CancellationTokenSource(TimeSpan.FromMilliseconds(i));
            await Record.ExceptionAsync(() => loader.LoadAsync([ContextKey.User("admin")], start.Snapshot, impatient.Token));
            Assert.NotNull((await loader.LoadAsync([ContextKey.User("admin")], start.Snapshot, Cancellation)).Contents[ContextKey.User("admin")]);
        }

        // The one connection is in no transaction, so it can write.
        await database.CreateCommand("insert into users (id) values ('u1')").ExecuteNonQueryAsync(Cancellation);
        Assert.NotNull((await LoadAsync(all, ContextKey.User("u1")))[ContextKey.User("u1")]);
    }

    [Fact]
    public async Task A_state_of_a_newer_release_is_an_error_and_no_default()
    {
        await using var database = await DatabaseAsync(
            "alter table users drop constraint users_state_check; insert into users (id, state) values ('u1', 'on_leave')");
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => LoadAsync(database, ContextKey.User("u1")));
        Assert.Contains("'on_leave'", error.Message, StringComparison.Ordinal);
    }

    /// <summary>
    /// Each write adds one to a number in two entities and so makes one change of each. Whatever moment a load meets: the contents agree with
    /// each other, and with the number of changes that the same answer tells.
    /// </summary>
    [Fact]
    public async Task Contents_and_changes_are_of_one_snapshot_while_others_write()
    {
        await using var database = await DatabaseAsync(
            """
            insert into entities (type, id, properties) values ('record', 'r1', '{"n": 0}');
            insert into users (id) values ('u1');
            insert into generations (id, owner_id, kind) values ('g1', 'u1', 'image');
            """);
        var record = ContextKey.Entity(new EntityRef("record", "r1"));
        var generation = ContextKey.Generation("g1");
        var start = database.PollOnce();
        var isOver = new ManualResetEventSlim();
        var writing = Task.WhenAll(Enumerable.Range(0, 3).Select(_ => WriteUntilAsync(database, isOver)));

        try
        {
            var seen = new HashSet<int>();
            for (var load = 0; load < 40 || seen.Count < 5; load++)
            {
                var answer = await new ContextLoader(database).LoadAsync([record, generation], start.Snapshot, Cancellation);
                var n = ((EntityContext)answer.Contents[record]!).Properties.Json.GetProperty("n").GetInt32();
                Assert.Equal(n, Told(answer, record));
                Assert.Equal(n, Told(answer, generation));
                Assert.Equal(n % 2 == 1, ((GenerationContext)answer.Contents[generation]!).IsLocked);
                seen.Add(n);
            }
        }
        finally
        {
            isOver.Set();
            await writing;
        }
    }

    private static int Told(ContextAnswer answer, ContextKey key) =>
        answer.Feed.Changes.Count(change => change.SlotHash == ContextIdentity.SlotHashOf(key));

    private static async Task WriteUntilAsync(NpgsqlDataSource database, ManualResetEventSlim isOver)
    {
        while (!isOver.IsSet)
        {
            await using var batch = database.CreateBatch();
            batch.BatchCommands.Add(new NpgsqlBatchCommand(
                "update entities set properties = jsonb_build_object('n', (properties ->> 'n')::integer + 1) where id = 'r1'"));
            batch.BatchCommands.Add(new NpgsqlBatchCommand("update generations set is_locked = not is_locked where id = 'g1'"));
            await batch.ExecuteNonQueryAsync(Cancellation);
        }
    }

    private async Task<NpgsqlDataSource> DatabaseAsync(string world)
    {
        var database = await postgres.CreateDatabaseAsync();
        if (world.Length > 0) await database.CreateCommand(world).ExecuteNonQueryAsync(Cancellation);
        return database;
    }

    private static async Task<IReadOnlyDictionary<ContextKey, Context?>> LoadAsync(NpgsqlDataSource database, params ContextKey[] keys)
    {
        var start = database.PollOnce();
        return (await new ContextLoader(database).LoadAsync(keys, start.Snapshot, Cancellation)).Contents;
    }
}
