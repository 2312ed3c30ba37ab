using System.Security.Cryptography;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Velro.AuthApi.Authentication.KeyRing;
using Velro.AuthApi.Authentication.Tokens;
using Velro.Data.Pools;
using Velro.Data.ProtectionKeys;
using Velro.Data.Secrets;
using Velro.Data.Transactions;
using Velro.Tests.Integration.Caching;
using Velro.Tests.Stores;

namespace Velro.Tests.Contract.SignIn;

/// <summary>Signing keys: shared by the nodes, exchanged while they run, and of no use to who has the database.</summary>
public sealed class SigningKeyTests(PostgresFixture postgres)
{
    private static readonly MasterKey Another = new(new string('x', 40));

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly TokenOptions _options = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nodes_that_start_at_once_sign_with_one_key()
    {
        var database = await postgres.CreateDatabaseAsync();
        var rings = Enumerable.Range(0, 4).Select(_ => RingOver(database)).ToArray();

        await Task.WhenAll(rings.Select(static ring => ring.RefreshAsync(Cancellation)));
        foreach (var ring in rings) await ring.RefreshAsync(Cancellation);

        Assert.Single(rings.Select(ring => ring.Current.ActiveAt(_time.GetUtcNow())!.Key.KeyId).Distinct());
    }

    /// <summary>Everybody has a key before it signs, and has it after its last token died: no live token is ever refused.</summary>
    [Fact]
    public async Task A_key_is_published_before_it_signs_and_after_it_did()
    {
        var database = await postgres.CreateDatabaseAsync();
        var ring = RingOver(database);
        await ring.RefreshAsync(Cancellation);
        var first = ring.Current.ActiveAt(_time.GetUtcNow())!;

        _time.Advance(_options.SigningKeyLifetime - _options.SigningKeyOverlap);
        await ring.RefreshAsync(Cancellation);
        var published = ring.Current.PublishedAt(_time.GetUtcNow()).Select(static key => key.Key.KeyId).ToArray();
        Assert.Equal(2, published.Length);
        Assert.Equal(first.Key.KeyId, ring.Current.ActiveAt(_time.GetUtcNow())!.Key.KeyId);

        var changed = false;
        using var registration = ring.ChangeToken.RegisterChangeCallback(_ => changed = true, state: null);
        _time.Advance(_options.SigningKeyOverlap);
        await ring.RefreshAsync(Cancellation);

        Assert.True(changed);
        Assert.NotEqual(first.Key.KeyId, ring.Current.ActiveAt(_time.GetUtcNow())!.Key.KeyId);
        Assert.Contains(ring.Current.PublishedAt(_time.GetUtcNow() + _options.AccessTokenLifetime), key => key.Key.KeyId == first.Key.KeyId);
    }

    [Fact]
    public async Task Who_reads_the_database_reads_no_key()
    {
        var database = await postgres.CreateDatabaseAsync();
        var ring = RingOver(database);
        await ring.RefreshAsync(Cancellation);
        var secret = ring.Current.ActiveAt(_time.GetUtcNow())!.Key.ECDsa.ExportParameters(includePrivateParameters: true).D!;

        var stored = await database.QueryAsync<byte[]>("select private_key from signing_keys");
        var wrapped = await database.QueryAsync<string>("select xml from protection_keys");

        Assert.Equal(-1, stored.AsSpan().IndexOf(secret));
        Assert.DoesNotContain("<masterKey", wrapped, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(secret), wrapped, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<CryptographicException>(() => RingOver(database, Another).RefreshAsync(Cancellation));
    }

    [Fact]
    public void What_was_changed_or_wrapped_under_another_key_is_not_unwrapped()
    {
        var wrapped = new MasterKeyWrap(PostgresFixture.MasterKey).Encrypt(new System.Xml.Linq.XElement("key", "secret")).EncryptedElement;
        Assert.DoesNotContain("secret", wrapped.ToString(), StringComparison.Ordinal);
        Assert.Equal("secret", MasterKeyWrap.Unwrap(wrapped, PostgresFixture.MasterKey).Value);

        Assert.ThrowsAny<CryptographicException>(() => MasterKeyWrap.Unwrap(wrapped, Another));

        var bytes = Convert.FromBase64String(wrapped.Value);
        bytes[^1] ^= 1;
        wrapped.Value = Convert.ToBase64String(bytes);

        Assert.ThrowsAny<CryptographicException>(() => MasterKeyWrap.Unwrap(wrapped, PostgresFixture.MasterKey));
    }

    /// <summary>While the master key is exchanged, a key of the ring that neither opens keeps no other from being wrapped anew.</summary>
    [Fact]
    public async Task A6_what_neither_master_key_opens_is_passed_over()
    {
        var database = await postgres.CreateDatabaseAsync();
        var table = new ProtectionKeyTable(database);
        table.Insert("1-lost", Wrapped(new MasterKey(new string('z', 40))));
        table.Insert("2-broken", "<key><wrapped>no base 64</wrapped></key>");
        table.Insert("3-of-before", Wrapped(PostgresFixture.MasterKey));
        var both = new MasterKey(new string('y', 40), PostgresFixture.MasterKeyText);
        using var rewrap = new KeyRingRewrap(both, table, NullLogger<KeyRingRewrap>.Instance);

        await rewrap.StartAsync(Cancellation);
        await rewrap.ExecuteTask!;

        var wrapped = XElement.Parse(table.ListRows().Single(static row => row.Name == "3-of-before").Xml).Descendants("wrapped").Single();
        Assert.True(MasterKeyWrap.IsUnder(wrapped, both));

        static string Wrapped(MasterKey key) =>
            new XElement("key", new MasterKeyWrap(key).Encrypt(new XElement("masterKey", "secret")).EncryptedElement).ToString();
    }

    /// <summary>A node of its own, as far as keys go.</summary>
    private SigningKeyRing RingOver(NpgsqlDataSource database, MasterKey? masterKey = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(masterKey ?? PostgresFixture.MasterKey);
        services.AddKeyedSingleton(PoolNames.Identity, database);
        services.AddKeyRing();
        var protection = services.BuildServiceProvider().GetRequiredService<IDataProtectionProvider>();
        return new SigningKeyRing(new Store(database, TimeProvider.System), protection, Options.Create(_options), _time);
    }
}
