using System.Collections.Concurrent;
using System.Threading.Channels;
using Npgsql;
using Velro.Authorization.Callers;
using Velro.Data.Pools;
using Velro.Data.Secrets;
using Velro.Data.ServiceKeys;
using Velro.Data.Transactions;

namespace Velro.AuthApi.ServiceKeys;

/// <summary>
/// While the master key before counts too (RIGHTS.md A6), each key that is presented is hashed anew under the present one, once and behind the
/// back of the request. A key that is not used meanwhile ends with that master key. Under the one after nothing is hashed yet: not every process
/// may know it.
/// </summary>
internal sealed partial class KeyRehashing(
    [FromKeyedServices(PoolNames.Identity)] Store store, MasterKey masterKey, ILogger<KeyRehashing> logger) : BackgroundService
{
    private const int Capacity = 10_000;

    private readonly bool _isOn = masterKey.Previous is not null;

    /// <summary>The keys that were hashed anew or wait for it: no more than there are keys, since only who was identified is noted.</summary>
    private readonly ConcurrentDictionary<string, bool> _seen = new();
    private readonly Channel<PresentedKey> _waiting = Channel.CreateBounded<PresentedKey>(Capacity);

    /// <summary>Takes a key that identified its caller.</summary>
    public void Note(in PresentedKey key)
    {
        // Looking takes no lock, adding does.
        if (!_isOn || _seen.ContainsKey(key.KeyId) || !_seen.TryAdd(key.KeyId, true)) return;
        if (!_waiting.Writer.TryWrite(key)) _seen.TryRemove(key.KeyId, out _);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var key in _waiting.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await store.WriteAsync(
                    transaction => ServiceKeyRehash.TryAsync(transaction, key.KeyId, key.Hash.ToArray(), key.OtherHash.ToArray()), stoppingToken);
            }
            catch (Exception exception) when (exception is StoreUnavailableException or NpgsqlException)
            {
                _seen.TryRemove(key.KeyId, out _);
                LogFailed(exception, key.KeyId);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The key {KeyId} was not hashed anew. It is tried again when it is used.")]
    private partial void LogFailed(Exception exception, string keyId);
}
