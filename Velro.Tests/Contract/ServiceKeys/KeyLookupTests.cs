using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Velro.AuthApi.ServiceKeys;
using Velro.Data.ServiceKeys;
using Velro.Tests.Contract.Management;
using Velro.Tests.Integration;
using Velro.Tests.Integration.Caching;
using Velro.Tests.Stores;

namespace Velro.Tests.Contract.ServiceKeys;

/// <summary>What a presented key costs, from where it may come, and when it ends (DESIGN.md section 5).</summary>
public sealed class KeyLookupTests(PostgresFixture postgres)
{
    private const int InvalidKeys = 2;

    [Fact]
    public async Task A_mistyped_key_is_refused_without_a_look_up()
    {
        var (database, text) = await StartWithKeyAsync();
        await using var api = await StartAsync(database);
        using var trips = new RoundTrips(database);
        for (var i = 0; i < text.Length; i += 3)
        {
            var wrong = text[..i] + (text[i] == 'x' ? 'y' : 'x') + text[(i + 1)..];
            if (!wrong.StartsWith("vk_", StringComparison.Ordinal)) continue;
            (await GetAsync(api, wrong)).Problem(HttpStatusCode.Unauthorized, "credentials.invalid");
            using var check = api.CreateCaller(wrong);
            await (await check.PostAsync("{}")).AssertProblemAsync(HttpStatusCode.Unauthorized, "credentials.invalid");
        }

        Assert.Equal(0, trips.Count);
        (await GetAsync(api, text)).Ok();
        Assert.True(trips.Count > 0);
    }

    [Fact]
    public async Task A_warm_key_takes_no_round_trip()
    {
        var (database, text) = await StartWithKeyAsync();
        await using var api = await StartAsync(database);
        using var caller = api.CreateCaller(text);
        Assert.True(await caller.MayAsync("user:alice", "read", "generation:sketch"));

        using var trips = new RoundTrips(database);
        Assert.True(await caller.MayAsync("user:alice", "read", "generation:sketch"));
        Assert.Equal(0, trips.Count);
    }

    [Fact]
    public async Task An_address_that_keeps_presenting_unknown_keys_is_refused_before_any_look_up()
    {
        var (database, known) = await StartWithKeyAsync();
        var (_, unseen) = await AddKeyAsync(database);
        await using var api = await StartAsync(database, proxy: "127.0.0.0/8");
        (await GetAsync(api, known)).Ok();
        string[] guesses = [.. Enumerable.Range(0, InvalidKeys).Select(static _ => ServiceKeyText.Make().Text)];
        foreach (var guess in guesses) (await GetAsync(api, guess)).Problem(HttpStatusCode.Unauthorized, "credentials.invalid");

        using var trips = new RoundTrips(database);
        using var guesser = api.CreateCaller(ServiceKeyText.Make().Text);
        foreach (var path in new[] { "/v1/me", "/v1/service-keys" })
        {
            using var refused = await guesser.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            await refused.AssertProblemAsync(HttpStatusCode.TooManyRequests, "credentials.throttled");
            Assert.InRange(refused.Headers.RetryAfter?.Delta?.TotalSeconds ?? 0, 1, 60);
        }

        await (await guesser.PostAsync("{}")).AssertProblemAsync(HttpStatusCode.TooManyRequests, "credentials.throttled");

        // What is known here is answered as always: that it is nobody's, that it is somebody's, and the bootstrap key.
        (await GetAsync(api, guesses[0])).Problem(HttpStatusCode.Unauthorized, "credentials.invalid");
        using (var caller = api.CreateCaller(known)) Assert.True(await caller.MayAsync("user:alice", "read", "user:alice"));
        (await GetAsync(api, unseen)).Problem(HttpStatusCode.TooManyRequests, "credentials.throttled");

        // Others are not refused.
        (await GetAsync(api, unseen, "203.0.113.9")).Ok();
        (await GetAsync(api, unseen)).Ok();
        Assert.True(trips.Count > 0);
    }

    [Fact]
    public async Task While_an_address_is_refused_nothing_is_looked_up()
    {
        var (database, known) = await StartWithKeyAsync();
        await using var api = await StartAsync(database);
        (await GetAsync(api, known)).Ok();
        for (var i = 0; i < InvalidKeys; i++) await GetAsync(api, ServiceKeyText.Make().Text);

        using var trips = new RoundTrips(database);
        for (var i = 0; i < 50; i++)
        {
            (await GetAsync(api, ServiceKeyText.Make().Text)).Problem(HttpStatusCode.TooManyRequests, "credentials.throttled");
        }

        Assert.Equal(0, trips.Count);
    }

    [Fact]
    public async Task A_key_that_was_revoked_and_is_presented_again_and_again_shuts_nobody_out()
    {
        var (database, text) = await StartWithKeyAsync();
        var (_, unseen) = await AddKeyAsync(database);
        await database.RunAsync("update service_keys set revoked_at = now() where id <> 'bootstrap' and name = 'first'");
        await using var api = await StartAsync(database);
        for (var i = 0; i < 20; i++) (await GetAsync(api, text)).Problem(HttpStatusCode.Unauthorized, "credentials.invalid");

        (await GetAsync(api, unseen)).Ok();
    }

    [Fact]
    public async Task Keys_that_are_refused_are_measured_by_cause()
    {
        var (database, text) = await StartWithKeyAsync();
        await using var api = await StartAsync(database);
        await GetAsync(api, text[..^1] + (text[^1] == 'x' ? 'y' : 'x'));
        for (var i = 0; i <= InvalidKeys; i++) await GetAsync(api, ServiceKeyText.Make().Text);

        using var operations = api.CreateCaller();
        await Eventually.TrueAsync(async () =>
        {
            var page = await operations.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
            return new[] { ("malformed", 1), ("invalid", InvalidKeys), ("throttled", 1) }.All(cause => page.Split('\n').Any(line =>
                line.StartsWith("velro_keys_refused", StringComparison.Ordinal)
                && line.Contains($"\"{cause.Item1}\"", StringComparison.Ordinal)
                && line.Contains($"}} {cause.Item2}", StringComparison.Ordinal)));
        });
    }

    /// <summary>
    /// That an address is in the key's networks is seen as everything else is: by who connects, or by whom it is trusted to name.
    /// </summary>
    [Theory]
    [InlineData("127.0.0.0/8", null, null, true)]
    [InlineData("127.0.0.0/8", null, "203.0.113.7", true)]
    [InlineData("203.0.113.0/24", null, null, false)]
    [InlineData("203.0.113.0/24", null, "203.0.113.7", false)]
    [InlineData("203.0.113.0/24", "127.0.0.0/8", "203.0.113.7", true)]
    [InlineData("203.0.113.0/24", "127.0.0.0/8", "198.51.100.1", false)]
    [InlineData("203.0.113.0/24", "127.0.0.0/8", "203.0.113.7, 198.51.100.1", false)]
    [InlineData("203.0.113.0/24", "127.0.0.0/8", null, false)]
    [InlineData("203.0.113.0/24", "127.0.0.0/8", "::ffff:203.0.113.7", true)]
    [InlineData("2001:db8::/32", "127.0.0.0/8", "2001:db8:1::1", true)]
    [InlineData("2001:db8::/32", "127.0.0.0/8", "203.0.113.7", false)]
    public async Task A1_a_key_is_used_from_its_networks_only(string networks, string? proxy, string? forwarded, bool isUsable)
    {
        var database = await postgres.CreateDatabaseAsync();
        var (_, text) = await AddKeyAsync(database, networks);
        await using var api = await StartAsync(database, proxy);

        var reply = await GetAsync(api, text, forwarded);
        if (isUsable) reply.Ok();
        else reply.Problem(HttpStatusCode.Unauthorized, "credentials.invalid");
    }

    [Fact]
    public async Task A_revocation_acts_on_another_node_at_once_with_its_revision()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var api = await Api.StartAsync(database);
        await using var other = await Api.StartAsync(database);
        for (var i = 0; i < 5; i++)
        {
            var made = await new Person(api.CreateCaller()).MakeKeyAsync("check");
            var there = new Person(other.CreateCaller(made.KeyOf()));
            (await there.GetSinceAsync(made)).Ok();

            var revoked = (await new Person(api.CreateCaller()).DeleteAsync(made.Location!)).Ok(HttpStatusCode.NoContent);
            (await there.GetSinceAsync(revoked)).Problem(HttpStatusCode.Unauthorized, "credentials.invalid");
        }
    }

    [Fact]
    public async Task A5_the_bootstrap_key_is_listed_not_rotated_and_stays_revoked()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var api = await StartAsync(database);
        var admin = new Person(api.CreateCaller());
        var spare = await admin.MakeKeyAsync("admin");

        Assert.Contains("bootstrap", (await admin.GetAsync(Keys.Path)).Ok().Body.GetProperty("items").EnumerateArray()
            .Select(static item => item.GetProperty("id").GetString()));
        (await admin.PostAsync($"{Keys.Path}/bootstrap/rotate", new { overlapSeconds = 0 })).Problem(
            HttpStatusCode.Conflict, "service_key.bootstrap");
        var revoked = (await admin.DeleteAsync($"{Keys.Path}/bootstrap")).Ok(HttpStatusCode.NoContent);
        (await admin.GetSinceAsync(revoked)).Problem(HttpStatusCode.Unauthorized, "credentials.invalid");
        await PostgresFixture.MigrateAsync(database, withDemo: false);
        (await admin.GetSinceAsync(revoked)).Problem(HttpStatusCode.Unauthorized, "credentials.invalid");

        (await new Person(api.CreateCaller(spare.KeyOf())).GetSinceAsync(revoked)).Ok();
    }

    /// <summary>All that the database holds in any table, as text: not the key, nor anything that works as one.</summary>
    [Fact]
    public async Task A6_a_leaked_database_shows_no_usable_key()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var api = await StartAsync(database);
        var admin = new Person(api.CreateCaller());
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var made = await admin.MakeKeyAsync(new { name = "K", scopes = new[] { "check", "keys.manage" } }, key);
        var renewed = (await admin.PostAsync($"{made.Location}/rotate", new { overlapSeconds = 60 }, key)).Ok(HttpStatusCode.Created);

        var leaked = await DumpAsync(database);
        Assert.Contains(made.Id, leaked, StringComparison.Ordinal);
        foreach (var text in new[] { made.KeyOf(), renewed.KeyOf(), PostgresFixture.AdminKey })
        {
            Assert.DoesNotContain(text, leaked, StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(text)), leaked, StringComparison.OrdinalIgnoreCase);
            if (text.StartsWith("vk_", StringComparison.Ordinal)) Assert.DoesNotContain(text.Split('_')[2], leaked, StringComparison.Ordinal);
        }

        var hash = Convert.ToHexString(await HashOfAsync(database, made.Id));
        Assert.Contains(hash, leaked, StringComparison.OrdinalIgnoreCase);
        foreach (var guess in new[] { hash, $"vk_{made.Id}_{hash}", Convert.ToBase64String(await HashOfAsync(database, made.Id)) })
            (await GetAsync(api, guess)).Problem(HttpStatusCode.Unauthorized, "credentials.invalid");

        // Somebody who knows the key and has the hash, but not the master key, cannot even tell that they belong together.
        var other = new ServiceKeyHasher(new Data.Secrets.MasterKey("another-master-key-of-32-characters"));
        Assert.NotEqual(await HashOfAsync(database, made.Id), other.Hash(made.KeyOf()));
    }

    [Fact]
    public async Task The_last_use_is_written_later_to_the_minute_and_is_no_change()
    {
        var (database, text) = await StartWithKeyAsync();
        await using (var api = await StartAsync(database))
        {
            (await GetAsync(api, text)).Ok();
            (await GetAsync(api, text)).Ok();
            Assert.Equal(0, await CountAsync(database, "select count(*) from service_keys where name = 'first' and last_used_at is not null"));
            var changes = await CountAsync(database, "select count(*) from changes");

            await api.Services.GetRequiredService<ServiceKeyUses>().FlushAsync(TestContext.Current.CancellationToken);

            Assert.Equal(changes, await CountAsync(database, "select count(*) from changes"));
            Assert.Equal(1, await CountAsync(database, RecentUse));
            await database.RunAsync("update service_keys set last_used_at = null");
            (await GetAsync(api, text)).Ok();
        }

        // A node that ends in order tells what it has not told yet.
        Assert.Equal(1, await CountAsync(database, RecentUse));
    }

    private const string RecentUse =
        """
        select count(*) from service_keys where name = 'first'
            and last_used_at = date_trunc('minute', last_used_at) and last_used_at between now() - interval '2 minutes' and now()
        """;

    [Fact]
    public async Task A_later_minute_is_never_written_over_by_an_earlier_one_and_once_by_all_nodes()
    {
        var (database, _) = await StartWithKeyAsync();
        var usage = new ServiceKeyUsage(database);
        var at = new DateTimeOffset(2027, 3, 1, 12, 30, 20, TimeSpan.Zero);
        var cancellation = TestContext.Current.CancellationToken;

        Assert.Equal(1, await usage.NoteAsync([new("bootstrap", at), new("absent", at)], cancellation));
        Assert.Equal(0, await usage.NoteAsync([new("bootstrap", at.AddSeconds(30))], cancellation));
        Assert.Equal(0, await usage.NoteAsync([new("bootstrap", at.AddMinutes(-5))], cancellation));
        Assert.Equal(1, await usage.NoteAsync([new("bootstrap", at.AddMinutes(1))], cancellation));
    }

    private static Task<Api> StartAsync(NpgsqlDataSource database, string? proxy = null) => Api.StartAsync(database, host =>
    {
        host.UseSetting("Velro:ServiceKeys:InvalidKeysPerMinute", $"{InvalidKeys}");
        if (proxy is not null) host.UseSetting("Velro:TrustedProxies:0", proxy);
    });

    private static Task<Reply> GetAsync(Api api, string key, string? forwarded = null) => new Person(api.CreateCaller(key)).GetAsync(
        "/v1/me", forwarded is null ? [] : [("X-Forwarded-For", forwarded)]);

    private async Task<(NpgsqlDataSource Database, string Text)> StartWithKeyAsync()
    {
        var database = await postgres.CreateDemoDatabaseAsync();
        return (database, (await AddKeyAsync(database, name: "first")).Text);
    }

    private static async Task<(string Id, string Text)> AddKeyAsync(NpgsqlDataSource database, string networks = "", string name = "another")
    {
        var text = ServiceKeyText.Make();
        await database.RunAsync(
            $$"""
            insert into service_keys (id, owner_id, name, hash, scopes, networks) values (
                '{{text.Id}}', 'admin', '{{name}}', '\x{{Convert.ToHexString(new ServiceKeyHasher(PostgresFixture.MasterKey).Hash(text.Text))}}',
                '{admin}', '{{{networks}}}')
            """);
        return (text.Id, text.Text);
    }

    private static async Task<long> CountAsync(NpgsqlDataSource database, string text)
    {
        await using var command = database.CreateCommand(text);
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private static async Task<byte[]> HashOfAsync(NpgsqlDataSource database, string id)
    {
        await using var command = database.CreateCommand($"select hash from service_keys where id = '{id}'");
        return (byte[])(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private static async Task<string> DumpAsync(NpgsqlDataSource database)
    {
        var tables = new List<string>();
        await using (var command = database.CreateCommand(
            "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname not in ('pg_catalog', 'information_schema')"))
        await using (var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken))
        {
            while (await reader.ReadAsync(TestContext.Current.CancellationToken)) tables.Add(reader.GetString(0));
        }

        var all = new System.Text.StringBuilder();
        foreach (var table in tables)
        {
            // Bytes may hold text: they are looked at as what they are, too.
            await using var command = database.CreateCommand($"select t::text from {table} t");
            await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
            while (await reader.ReadAsync(TestContext.Current.CancellationToken)) all.AppendLine(reader.GetString(0));
        }

        return all.ToString();
    }
}
