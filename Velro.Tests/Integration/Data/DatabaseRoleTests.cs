using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Velro.Data.Pools;
using Velro.Tests.Integration.Caching;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.Data;

/// <summary>
/// What the processes may do with the database (<c>0090_roles.sql</c>). That they may do all that they need is what the tests of the
/// contract show: the API runs under its role in each of them.
/// </summary>
public sealed class DatabaseRoleTests(PostgresFixture postgres)
{
    private const string Refused = PostgresErrorCodes.InsufficientPrivilege;

    [Theory]
    [InlineData(DatabaseRole.Api, "update audit_events set action = 'x'")]
    [InlineData(DatabaseRole.Api, "delete from audit_events")]
    [InlineData(DatabaseRole.Api, "truncate audit_events")]
    [InlineData(DatabaseRole.Api, "delete from users")]
    [InlineData(DatabaseRole.Api, "delete from service_keys")]
    [InlineData(DatabaseRole.Api, "delete from sessions")]
    [InlineData(DatabaseRole.Api, "delete from emergency_access")]
    [InlineData(DatabaseRole.Api, "delete from decision_records")]
    [InlineData(DatabaseRole.Api, "delete from changes")]
    [InlineData(DatabaseRole.Api, "delete from node_samples")]
    [InlineData(DatabaseRole.Api, "update node_samples set node = 'x'")]
    [InlineData(DatabaseRole.Warmer, "update node_samples set node = 'x'")]
    [InlineData(DatabaseRole.Api, "select from schema_versions")]
    [InlineData(DatabaseRole.Api, "create table public.x ()")]
    [InlineData(DatabaseRole.Api, "alter table users disable trigger all")]
    [InlineData(DatabaseRole.Api, "drop table audit_events")]
    [InlineData(DatabaseRole.Api, "select public.drop_decision_partitions(now())")]
    [InlineData(DatabaseRole.Api, "create function public.f() returns int language sql as 'select 1'")]
    [InlineData(DatabaseRole.Api, "copy users to program 'true'")]
    [InlineData(DatabaseRole.Warmer, "select from accounts")]
    [InlineData(DatabaseRole.Warmer, "select from passkeys")]
    [InlineData(DatabaseRole.Warmer, "select from signing_keys")]
    [InlineData(DatabaseRole.Warmer, "select from protection_keys")]
    [InlineData(DatabaseRole.Warmer, "select payload from oauth_tokens")]
    [InlineData(DatabaseRole.Warmer, "select email from pending_sign_ups")]
    [InlineData(DatabaseRole.Warmer, "select from oauth_clients")]
    [InlineData(DatabaseRole.Warmer, "update sessions set user_id = 'admin'")]
    [InlineData(DatabaseRole.Warmer, "update sessions set expires_at = null")]
    [InlineData(DatabaseRole.Warmer, "update oauth_tokens set expiration_date = null")]
    [InlineData(DatabaseRole.Warmer, "update used_once set expires_at = now()")]
    [InlineData(DatabaseRole.Warmer, "update pending_sign_ups set expires_at = now()")]
    [InlineData(DatabaseRole.Warmer, "update changes set kind = 1")]
    [InlineData(DatabaseRole.Warmer, "update idempotency_keys set body = null")]
    [InlineData(DatabaseRole.Warmer, "update idempotency_keys set created_at = now()")]
    [InlineData(DatabaseRole.Warmer, "select body from idempotency_keys")]
    [InlineData(DatabaseRole.Warmer, "update users set is_administrator = true")]
    [InlineData(DatabaseRole.Warmer, "insert into project_grants (project_id) values ('x')")]
    [InlineData(DatabaseRole.Warmer, "update audit_events set action = 'x'")]
    [InlineData(DatabaseRole.Warmer, "create table public.x ()")]
    public async Task A_process_may_not(string role, string statement)
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var source = SourceOf(database, role);
        await using var command = source.CreateCommand(statement);

        var refused = await Assert.ThrowsAsync<PostgresException>(
            () => command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));

        Assert.Equal(Refused, refused.SqlState);
    }

    /// <summary>
    /// A connection that comes back from the pool has the role still, since it began with it. A statement that asks for the login gets it all
    /// the same, so that only a login of its own holds a process that was taken over.
    /// </summary>
    [Theory]
    [InlineData(DatabaseRole.Api)]
    [InlineData(DatabaseRole.Warmer)]
    public async Task Resetting_a_session_does_not_give_the_login_back(string role)
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var source = SourceOf(database, role);
        await using var command = source.CreateCommand("reset role; reset all; select current_user::text");

        Assert.Equal(role, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));

        await using var asked = source.CreateCommand("set role none; select current_user = session_user");
        Assert.Equal(true, await asked.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>What SECURITY.md and docs/configuration.md ask of production.</summary>
    [Fact]
    public async Task A_login_that_is_a_member_of_one_role_has_nothing_to_take_back()
    {
        var database = await postgres.CreateDatabaseAsync();
        var login = $"login_{Guid.NewGuid():N}";
        await database.RunAsync($"create role {login} login in role velro_warmer");
        try
        {
            await using var source = NpgsqlDataSource.Create(
                new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = login, Options = "-c role=velro_warmer", Pooling = false }.ConnectionString);
            await using var command = source.CreateCommand("set role none; update sessions set expires_at = null");

            var refused = await Assert.ThrowsAsync<PostgresException>(
                () => command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));

            Assert.Equal(Refused, refused.SqlState);
        }
        finally
        {
            await database.RunAsync($"drop role {login}");
        }
    }

    [Theory]
    [InlineData(null, "velro_api")]
    [InlineData("velro_warmer", "velro_warmer")]
    public async Task A_process_takes_its_role_or_that_of_the_setting(string? setting, string expected)
    {
        var database = await postgres.CreateDatabaseAsync();
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["ConnectionStrings:velro"] = database.ConnectionString;
        builder.Configuration[DatabaseRole.Setting] = setting;
        foreach (var pool in PoolNames.All) builder.Configuration[$"{PoolLimits.Section}:{pool}:MinimumConnections"] = "0";
        builder.AddVelroPools(DatabaseRole.Api);
        await using var app = builder.Build();
        foreach (var pool in PoolNames.All)
        {
            await using var command = app.Services.GetRequiredKeyedService<NpgsqlDataSource>(pool).CreateCommand("select current_user::text");
            Assert.Equal(expected, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        }
    }

    [Theory]
    [InlineData("velro_api -c statement_timeout=0")]
    [InlineData("Velro")]
    public async Task What_is_no_role_s_name_stops_the_start(string setting)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["ConnectionStrings:velro"] = "Host=localhost";
        builder.Configuration[DatabaseRole.Setting] = setting;
        builder.AddVelroPools(DatabaseRole.Api);
        await using var app = builder.Build();

        var refused = Assert.Throws<InvalidOperationException>(
            () => app.Services.GetRequiredKeyedService<NpgsqlDataSource>(PoolNames.Authorization));

        Assert.Contains(DatabaseRole.Setting, refused.Message, StringComparison.Ordinal);
    }

    /// <summary>A table that a later script makes is thought about: some process may read it, or the exception stands here.</summary>
    [Fact]
    public async Task Every_table_has_grants_and_the_audit_log_has_none_to_change_it()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var command = database.CreateCommand(
            """
            select relname::text from pg_class
             where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'm') and not relispartition and relname <> 'schema_versions'
               and not has_table_privilege('velro_api', oid, 'select')
            union all
            select r.rolname || ' may ' || p.privilege || ' audit_events' from pg_roles r, unnest(array['update', 'delete', 'truncate']) p (privilege)
             where r.rolname in ('velro_api', 'velro_warmer') and has_table_privilege(r.oid, 'public.audit_events', p.privilege)
               -- Of what is old, which a trigger holds it to.
               and not (r.rolname = 'velro_warmer' and p.privilege = 'delete')
            """);
        var wrong = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken)) wrong.Add(reader.GetString(0));

        Assert.Empty(wrong);
    }

    private static NpgsqlDataSource SourceOf(NpgsqlDataSource database, string role) => NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(database.ConnectionString) { Options = $"-c role={role}", Pooling = false }.ConnectionString);
}
