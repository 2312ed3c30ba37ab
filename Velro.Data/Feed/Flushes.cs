using Velro.Authorization.Contexts;
using Velro.Data.Transactions;

namespace Velro.Data.Feed;

/// <summary>
/// Makes what is cached unreachable, on every node and in the shared cache, from the transaction's commit on. Nothing that is right becomes
/// wrong by it: it costs loads.
/// </summary>
public static class Flushes
{
    /// <summary>Everything of a kind; null: of all kinds.</summary>
    public static Task FlushAsync(StoreTransaction transaction, ContextKind? kind)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return transaction.ExecuteAsync("/* velro:flush.kind */ select public.draw_flush_value($1)", (short)(kind ?? 0));
    }

    /// <summary>One context, as if it had changed.</summary>
    public static Task FlushAsync(StoreTransaction transaction, ContextKey key)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return transaction.ExecuteAsync(
            "/* velro:flush.id */ select public.append_change($1, $2, $3)", (short)key.Kind, key.Type, key.Id);
    }
}
