using Velro.Data.Sessions;
using Velro.Tests.Integration.Caching;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.Data;

/// <summary>What signing in leaves behind is forgotten when it counts no more, and not before.</summary>
public sealed class SignInRetentionTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_counts_no_more_is_forgotten_and_the_rest_stays()
    {
        var database = await postgres.CreateDatabaseAsync();
        var now = DateTimeOffset.UtcNow;
        await database.RunAsync(
            """
            insert into sessions (id, user_id, client_id, is_interactive, expires_at, ended_at, end_reason) values
                ('live', 'admin', 'c', true, now() + interval '1 day', null, null),
                ('of-a-client', 'admin', 'c', false, null, null, null),
                ('ended-lately', 'admin', 'c', true, now() + interval '1 day', now() - interval '1 day', 'x'),
                ('ended-long-ago', 'admin', 'c', true, now() + interval '1 day', now() - interval '8 days', 'x'),
                ('expired-long-ago', 'admin', 'c', true, now() - interval '8 days', null, null),
                ('parent-of-a-live-one', 'admin', 'c', true, now() - interval '8 days', null, null);
            insert into sessions (id, user_id, parent_id, client_id, is_interactive, expires_at) values
                ('child', 'admin', 'parent-of-a-live-one', 'c', true, now() + interval '1 day');
            insert into oauth_clients (id, client_id) values ('c', 'c');
            insert into oauth_authorizations (id, application_id, creation_date, status, type) values
                ('granted', 'c', now() - interval '90 days', 'valid', 'permanent'),
                ('once', 'c', now() - interval '90 days', 'valid', 'ad-hoc'),
                ('once-and-used', 'c', now() - interval '90 days', 'valid', 'ad-hoc');
            insert into oauth_tokens (id, application_id, authorization_id, expiration_date, status) values
                ('used-and-live', 'c', 'once-and-used', now() + interval '1 day', 'redeemed'),
                ('expired', 'c', 'once', now() - interval '1 second', 'valid');
            insert into pending_sign_ups (token_hash, email, display_name, password_hash, expires_at) values
                (decode(repeat('01', 32), 'hex'), 'a@example.com', 'A', 'x', now() + interval '1 hour'),
                (decode(repeat('02', 32), 'hex'), 'b@example.com', 'B', 'x', now() - interval '1 hour')
            """);

        var deleted = await new SignInRetention(database).DeleteExpiredAsync(now, Cancellation);

        Assert.Equal(5, deleted);
        Assert.Equal("child,ended-lately,live,of-a-client,parent-of-a-live-one", await ListAsync(database, "id", "sessions"));
        Assert.Equal("used-and-live", await ListAsync(database, "id", "oauth_tokens"));
        Assert.Equal("granted,once-and-used", await ListAsync(database, "id", "oauth_authorizations"));
        Assert.Equal("a@example.com", await ListAsync(database, "email", "pending_sign_ups"));
        Assert.Equal(0, await new SignInRetention(database).DeleteExpiredAsync(now, Cancellation));
    }

    private static async Task<string> ListAsync(Npgsql.NpgsqlDataSource database, string column, string table)
    {
        await using var command = database.CreateCommand($"select string_agg({column}, ',' order by {column}) from {table}");
        return (string)(await command.ExecuteScalarAsync(Cancellation))!;
    }
}
