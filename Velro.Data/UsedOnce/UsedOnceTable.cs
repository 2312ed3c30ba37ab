using Velro.Data.Transactions;

namespace Velro.Data.UsedOnce;

/// <summary>What counts once. Two that come at the same moment are told apart by the primary key: one of them is second.</summary>
public static class UsedOnceTable
{
    /// <summary>Uses something up. False: it was used before.</summary>
    /// <param name="transaction">The transaction that rests on it.</param>
    /// <param name="id">What it is, under a name of its kind.</param>
    /// <param name="expiresAt">From when nobody would take it anyway.</param>
    public static async Task<bool> TryUseAsync(StoreTransaction transaction, string id, DateTimeOffset expiresAt)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return await transaction.ExecuteAsync(
            "/* velro:used_once.use */ insert into public.used_once (id, expires_at) values ($1, $2) on conflict do nothing",
            id, expiresAt.ToUniversalTime()) == 1;
    }
}
