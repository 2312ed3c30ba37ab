using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.IdentityModel.Tokens;
using Velro.Authorization.Entities;
using Velro.Data.Audit;
using Velro.Data.Pools;
using Velro.Data.SigningKeys;
using Velro.Data.Transactions;

namespace Velro.AuthApi.Authentication.Tokens;

/// <summary>
/// The signing keys that the replicas share. Each node has all of them in memory; a new one is made some time before the last one ends, and is
/// published for that time before it signs, so that no token is ever met by somebody who does not know its key.
/// </summary>
internal sealed class SigningKeyRing(
    [FromKeyedServices(PoolNames.Identity)] Store store, IDataProtectionProvider protection, IOptions<TokenOptions> options, TimeProvider time) : IDisposable
{
    private readonly IDataProtector _protector = protection.CreateProtector("velro.signing-key");
    private readonly TokenOptions _options = options.Value;

    private volatile SigningKeys _current = SigningKeys.None;
    private SigningKey? _announced;
    private CancellationTokenSource _changed = new();

    /// <summary>The keys that this node knows.</summary>
    public SigningKeys Current => _current;

    /// <summary>Fires when another key signs, or there are others that verify.</summary>
    public IChangeToken ChangeToken => new CancellationChangeToken(Volatile.Read(ref _changed).Token);

    /// <summary>Learns of keys that others made, and makes one when it is time.</summary>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        var rows = await store.ReadAsync(SigningKeyTable.ListAsync, cancellation);
        if (NextAfter(rows) is not null) rows = await store.WriteAsync(AddNextAsync, cancellation);

        var read = new SigningKeys([.. rows.Select(KeyOf)]);
        var isOther = !read.HasSameKeysAs(_current);
        if (isOther) _current = read;

        var active = _current.ActiveAt(time.GetUtcNow());
        if (!isOther && active == _announced) return;
        _announced = active;
        using var before = Interlocked.Exchange(ref _changed, new CancellationTokenSource());
        await before.CancelAsync();
    }

    public void Dispose() => _changed.Dispose();

    /// <summary>Whoever comes second finds what the first one made.</summary>
    private async Task<List<SigningKeyRow>> AddNextAsync(StoreTransaction transaction)
    {
        var rows = await SigningKeyTable.ListAsync(transaction);
        if (NextAfter(rows) is not { } activeFrom) return rows;

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        // What it signed last dies this long after it: its successor may be late, when no node was running.
        var retiredFrom = activeFrom + (2 * _options.SigningKeyLifetime) + _options.SigningKeyOverlap + _options.AccessTokenLifetime;
        var row = new SigningKeyRow(
            Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(12)), _protector.Protect(key.ExportPkcs8PrivateKey()), activeFrom, retiredFrom);
        await SigningKeyTable.InsertAsync(transaction, row);
        await AuditEvents.RecordBySystemAsync(
            transaction, "tokens", "signing_key.added", new EntityRef("signing_key", row.Id),
            new Dictionary<string, object?> { ["activeFrom"] = activeFrom, ["retiredFrom"] = retiredFrom });
        rows.Add(row);
        return rows;
    }

    /// <summary>From when the next key is to sign; null: it is not yet time to make one.</summary>
    private DateTimeOffset? NextAfter(List<SigningKeyRow> rows)
    {
        var now = time.GetUtcNow();
        if (!rows.Any(row => row.ActiveFrom <= now)) return now;

        var end = rows[^1].ActiveFrom + _options.SigningKeyLifetime;
        if (now < end - _options.SigningKeyOverlap) return null;
        return now < end ? end : now + _options.SigningKeyOverlap;
    }

    private SigningKey KeyOf(SigningKeyRow row)
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(_protector.Unprotect(row.PrivateKey), out _);
        return new SigningKey(new ECDsaSecurityKey(key) { KeyId = row.Id }, row.ActiveFrom, row.RetiredFrom);
    }
}
