using System.Net;
using Microsoft.AspNetCore.Hosting;
using Npgsql;
using Velro.Data.Secrets;
using Velro.Data.ServiceKeys;
using Velro.Tests.Contract.Management;
using Velro.Tests.Contract.SignIn;
using Velro.Tests.Integration;
using Velro.Tests.Integration.Caching;
using Velro.Tests.Stores;

namespace Velro.Tests.Contract;

/// <summary>RIGHTS.md A6: the master key can be exchanged with an overlap, in which what was made under the one before counts too.</summary>
public sealed class MasterKeyRotationTests(PostgresFixture postgres)
{
    private const string Next = "the-next-master-key-of-the-tests-is-as-long";

    private static readonly (string Present, string? Previous, string? Following)[] Rounds =
    [
        (PostgresFixture.MasterKeyText, null, null),
        (PostgresFixture.MasterKeyText, null, Next),
        (Next, PostgresFixture.MasterKeyText, null),
        (Next, null, null),
    ];

    private const string Password = "correct battery staple";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A6_what_was_made_before_counts_in_the_overlap_and_what_was_used_in_it_after()
    {
        var database = await postgres.CreateDatabaseAsync();
        Made made;
        await using (var before = await StartAsync(database, Rounds[0])) made = await MakeAsync(before);
        await ApplyBootstrapKeyAsync(database, Rounds[2]);

        string refreshToken;
        await using (var overlap = await StartAsync(database, Rounds[2]))
        {
            (await With(overlap, made.Key).GetAsync("/v1/me")).Ok();
            (await With(overlap, made.AccessToken).GetAsync("/v1/me")).Ok();
            (await With(overlap, made.Key).GetAsync($"/v1/users?limit=1&cursor={made.Cursor}")).Ok();
            (await With(overlap, made.Key).GetAsync("/v1/me", ("Velro-At-Least", made.Revision))).Ok();
            (await SignInAsync(overlap, made.Email)).Ok();
            (await ConnectAsync(
                overlap, ("grant_type", "client_credentials"), ("client_id", made.ClientId), ("client_secret", made.ClientSecret))).Ok();
            var refreshed = (await ConnectAsync(
                overlap, ("grant_type", "refresh_token"), ("client_id", "velro-cli"), ("refresh_token", made.RefreshToken))).Ok();
            refreshToken = refreshed.Text("refresh_token")!;
            var hasher = new ServiceKeyHasher(new MasterKey(Next));
            await Eventually.TrueAsync(async () => await CountAsync(database, hasher.Hash(made.Key)) == 1);
        }

        await using var after = await StartAsync(database, Rounds[3]);
        (await With(after, made.Key).GetAsync("/v1/me")).Ok();
        (await With(after, PostgresFixture.AdminKey).GetAsync("/v1/users")).Ok();
        (await SignInAsync(after, made.Email)).Ok();
        (await ConnectAsync(after, ("grant_type", "refresh_token"), ("client_id", "velro-cli"), ("refresh_token", refreshToken))).Ok();
        (await ConnectAsync(
            after, ("grant_type", "client_credentials"), ("client_id", made.ClientId), ("client_secret", made.ClientSecret))).Ok();
        (await With(after, made.UnusedKey).GetAsync("/v1/me")).Problem(HttpStatusCode.Unauthorized, "credentials.invalid");
        (await With(after, made.Key).GetAsync($"/v1/users?limit=1&cursor={made.Cursor}")).Problem(HttpStatusCode.BadRequest, "cursor.invalid");
    }

    /// <summary>
    /// While processes are restarted one after the other, those of two rounds are up at once. What either makes counts with both, and neither
    /// takes back what the other has hashed anew.
    /// </summary>
    [Fact]
    public async Task A6_nothing_is_refused_while_processes_of_two_rounds_are_up()
    {
        var database = await postgres.CreateDatabaseAsync();
        Made made;
        await using (var first = await StartAsync(database, Rounds[0])) made = await MakeAsync(first);
        for (var round = 1; round < Rounds.Length; round++)
        {
            await using var old = await StartAsync(database, Rounds[round - 1]);
            await ApplyBootstrapKeyAsync(database, Rounds[round]);
            await using var @new = await StartAsync(database, Rounds[round]);
            foreach (var (one, other) in ((Api, Api)[])[(old, @new), (@new, old)])
            {
                await EverythingCountsAsync(one, made);
                await CrossesAsync(one, other);
            }

            if (round > 1)
            {
                var hasher = new ServiceKeyHasher(new MasterKey(Next));
                await Eventually.TrueAsync(async () => await CountAsync(database, hasher.Hash(made.Key)) == 1);
                await EverythingCountsAsync(old, made);
                Assert.Equal(1, await CountAsync(database, hasher.Hash(made.Key)));
                Assert.Equal(1, await CountAsync(database, hasher.Hash(PostgresFixture.AdminKey)));
            }
        }
    }

    [Fact]
    public void A6_one_exchange_is_made_at_a_time() =>
        Assert.Throws<ArgumentException>(() => new MasterKey(new string('a', 40), new string('b', 40), new string('c', 40)));

    [Fact]
    public async Task A5_a_bootstrap_key_that_was_revoked_stays_so_under_another_master_key()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.RunAsync("update service_keys set revoked_at = now() where id = 'bootstrap'");

        var outcome = await ApplyBootstrapKeyAsync(database, Rounds[2]);

        Assert.Equal(BootstrapKeyOutcome.Revoked, outcome);
    }

    private static Task<BootstrapKeyOutcome> ApplyBootstrapKeyAsync(NpgsqlDataSource database, (string Present, string? Previous, string? Following) keys) =>
        new BootstrapKey(database, new ServiceKeyHasher(new MasterKey(keys.Present, keys.Previous, keys.Following)))
            .ApplyAsync(PostgresFixture.AdminKey, Cancellation);

    private static async Task EverythingCountsAsync(Api api, Made made)
    {
        (await With(api, made.Key).GetAsync("/v1/me")).Ok();
        (await With(api, PostgresFixture.AdminKey).GetAsync("/v1/users?limit=1")).Ok();
        (await SignInAsync(api, made.Email)).Ok();
        (await ConnectAsync(
            api, ("grant_type", "client_credentials"), ("client_id", made.ClientId), ("client_secret", made.ClientSecret))).Ok();
    }

    /// <summary>What one process has just made counts with another: a cursor, the revision of a write, tokens, a repetition.</summary>
    private static async Task CrossesAsync(Api one, Api other)
    {
        var (here, there) = (With(one, PostgresFixture.AdminKey), With(other, PostgresFixture.AdminKey));
        var cursor = (await here.GetAsync("/v1/users?limit=1")).Ok().Text("nextCursor")!;
        (await there.GetAsync($"/v1/users?limit=1&cursor={cursor}")).Ok();

        var (body, once) = (new { name = "T" }, ("Idempotency-Key", $"{Guid.NewGuid()}"));
        var team = (await here.PostAsync("/v1/teams", body, once)).Ok(HttpStatusCode.Created);
        Assert.Equal(team.Id, (await there.PostAsync("/v1/teams", body, once)).Ok(HttpStatusCode.Created).Id);
        (await there.GetAsync($"/v1/teams/{team.Id}", ("Velro-At-Least", team.Revision!))).Ok();

        var email = $"{Guid.CreateVersion7():N}@example.com";
        (await here.PostAsync("/v1/users", new { email, password = Password, displayName = "Bob" })).Ok(HttpStatusCode.Created);
        var tokens = TokenSet.Of((await SignInAsync(one, email)).Ok());
        (await With(other, tokens.AccessToken).GetAsync("/v1/me")).Ok();
        (await ConnectAsync(
            other, ("grant_type", "refresh_token"), ("client_id", "velro-cli"), ("refresh_token", tokens.RefreshToken!))).Ok();
    }

    private static Task<Api> StartAsync(NpgsqlDataSource database, (string Present, string? Previous, string? Following) keys) => Api.StartAsync(
        database,
        builder =>
        {
            builder.UseSetting("Velro:MasterKey", keys.Present).UseSetting("Velro:PublicUrl", "http://localhost");
            if (keys.Previous is not null) builder.UseSetting("Velro:PreviousMasterKey", keys.Previous);
            if (keys.Following is not null) builder.UseSetting("Velro:NextMasterKey", keys.Following);
        });

    private static async Task<Made> MakeAsync(Api api)
    {
        var admin = With(api, PostgresFixture.AdminKey);
        var email = $"{Guid.CreateVersion7():N}@example.com";
        var created = (await admin.PostAsync("/v1/users", new { email, password = Password, displayName = "Ann" })).Ok(HttpStatusCode.Created);
        var key = await CreateKeyAsync(admin);
        var client = (await admin.PostAsync("/v1/clients", new { name = "Reports", scopes = (string[])["check"] })).Ok(HttpStatusCode.Created);
        var listed = (await admin.GetAsync("/v1/users?limit=1")).Ok();
        var tokens = TokenSet.Of((await SignInAsync(api, email)).Ok());
        return new Made(
            email, key, await CreateKeyAsync(admin), client.Id, client.Text("secret")!, listed.Text("nextCursor")!, created.Revision!,
            tokens.AccessToken, tokens.RefreshToken!);
    }

    private static async Task<string> CreateKeyAsync(Person admin) =>
        (await admin.PostAsync("/v1/service-keys", new { name = "K", scopes = (string[])["users.read"] })).Ok(HttpStatusCode.Created).Text("key")!;

    private static Person With(Api api, string bearer) => new(api.CreateCaller(bearer));

    private static Task<Reply> SignInAsync(Api api, string email) => ConnectAsync(
        api, ("grant_type", "password"), ("client_id", "velro-cli"), ("username", email), ("password", Password), ("scope", "offline_access"));

    private static async Task<Reply> ConnectAsync(Api api, params (string Name, string Value)[] fields)
    {
        using var client = api.CreateCaller(key: null);
        return await client.ConnectAsync("token", fields);
    }

    private static async Task<long> CountAsync(NpgsqlDataSource database, byte[] hash)
    {
        await using var command = database.CreateCommand("select count(*) from service_keys where hash = $1");
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = hash });
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    private sealed record Made(
        string Email, string Key, string UnusedKey, string ClientId, string ClientSecret, string Cursor, string Revision, string AccessToken,
        string RefreshToken);
}
