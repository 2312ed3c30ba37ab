using Npgsql;
using Velro.Authorization.Contexts;
using Velro.Data.Contexts;
using Velro.Data.Secrets;
using Velro.Data.ServiceKeys;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.Data;

/// <summary>RIGHTS.md A5.</summary>
public sealed class BootstrapKeyTests(PostgresFixture postgres)
{
    private const string First = PostgresFixture.AdminKey;
    private const string Second = "another-bootstrap-key-of-the-tests";

    private static readonly ServiceKeyHasher Hasher = new(PostgresFixture.MasterKey);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A5_it_belongs_to_the_administrator_and_may_do_all()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var key = await LoadAsync(database);
        Assert.True(Hasher.Matches(First, key.Hash.AsSpan()));
        Assert.Equal(("admin", "admin"), (key.OwnerId, Assert.Single(key.Scopes)));
        Assert.True(key.IsActive(DateTimeOffset.MaxValue));
    }

    [Fact]
    public async Task A5_a_changed_value_replaces_the_old_one_at_once_and_is_audited()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var before = database.PollOnce();

        Assert.Equal(BootstrapKeyOutcome.Replaced, await ApplyAsync(database, Second));

        var key = await LoadAsync(database);
        Assert.False(Hasher.Matches(First, key.Hash.AsSpan()));
        Assert.True(Hasher.Matches(Second, key.Hash.AsSpan()) && key.IsActive(DateTimeOffset.UtcNow));
        Assert.Equal(["service_key.created", "service_key.replaced"], await AuditedAsync(database));
        var change = Assert.Single(database.PollOnce(before.Snapshot).Changes);
        Assert.Equal(ContextIdentity.SlotHashOf(ContextKey.ServiceKey("bootstrap")), change.SlotHash);
    }

    [Fact]
    public async Task The_same_value_changes_nothing()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        Assert.Equal(BootstrapKeyOutcome.Unchanged, await ApplyAsync(database, First));
        Assert.Equal(["service_key.created"], await AuditedAsync(database));
    }

    [Theory]
    [InlineData("update service_keys set revoked_at = now() where id = 'bootstrap'")]
    [InlineData("delete from service_keys where id = 'bootstrap'")]
    public async Task A5_a_revoked_value_stays_revoked_also_when_it_comes_back_after_another(string revoke)
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await database.CreateCommand(revoke).ExecuteNonQueryAsync(Cancellation);
        Assert.Equal(BootstrapKeyOutcome.Revoked, await ApplyAsync(database, First));
        Assert.True((await LoadAsync(database)).IsRevoked);

        Assert.Equal(BootstrapKeyOutcome.Replaced, await ApplyAsync(database, Second));
        Assert.False((await LoadAsync(database)).IsRevoked);

        Assert.Equal(BootstrapKeyOutcome.Revoked, await ApplyAsync(database, First));
        var key = await LoadAsync(database);
        Assert.True(key.IsRevoked);
        Assert.False(Hasher.Matches(Second, key.Hash.AsSpan()));
    }

    [Fact]
    public async Task A_value_that_was_replaced_and_never_revoked_may_come_back()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await ApplyAsync(database, Second);
        Assert.Equal(BootstrapKeyOutcome.Replaced, await ApplyAsync(database, First));
        Assert.False((await LoadAsync(database)).IsRevoked);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("too-short")]
    [InlineData("vk_this-would-be-read-as-a-service-key")]
    [InlineData("spaces are not in the alphabet of keys")]
    public async Task Another_form_is_refused_and_not_repeated_in_the_message(string? text)
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var error = await Assert.ThrowsAsync<ArgumentException>(() => ApplyAsync(database, text));
        if (text is not null) Assert.DoesNotContain(text, error.Message, StringComparison.Ordinal);
        var key = await LoadAsync(database);
        Assert.True(Hasher.Matches(First, key.Hash.AsSpan()));
    }

    [Fact]
    public async Task A5_its_text_is_nowhere_in_the_database()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var reader = await database.CreateCommand(
            """
            select (select string_agg(k::text, '') from service_keys k) || (select string_agg(a::text, '') from audit_events a)
                   || (select string_agg(convert_from(hash, 'LATIN1'), '') from service_keys)
            """).ExecuteReaderAsync(Cancellation);
        await reader.ReadAsync(Cancellation);
        Assert.DoesNotContain(First, reader.GetString(0), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Under_another_master_key_it_is_another_value()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var hasher = new ServiceKeyHasher(new MasterKey("a-master-key-that-took-the-others-place"));
        Assert.Equal(BootstrapKeyOutcome.Replaced, await new BootstrapKey(database, hasher).ApplyAsync(First, Cancellation));
    }

    private static Task<BootstrapKeyOutcome> ApplyAsync(NpgsqlDataSource database, string? text) =>
        new BootstrapKey(database, Hasher).ApplyAsync(text, Cancellation);

    private static async Task<ServiceKeyContext> LoadAsync(NpgsqlDataSource database)
    {
        var start = database.PollOnce();
        var key = ContextKey.ServiceKey(ServiceKeyContext.BootstrapId);
        var answer = await new ContextLoader(database).LoadAsync([key], start.Snapshot, Cancellation);
        return Assert.IsType<ServiceKeyContext>(answer.Contents[key]);
    }

    private static async Task<List<string>> AuditedAsync(NpgsqlDataSource database)
    {
        var actions = new List<string>();
        await using var reader = await database.CreateCommand("select action from audit_events order by id").ExecuteReaderAsync(Cancellation);
        while (await reader.ReadAsync(Cancellation)) actions.Add(reader.GetString(0));
        return actions;
    }
}
