using Velro.AuthApi.Problems;
using Velro.Authorization.Entities;
using Velro.Data.Accounts;
using Velro.Data.Audit;
using Velro.Data.Pools;
using Velro.Data.Transactions;

namespace Velro.AuthApi.Authentication.Passwords;

/// <summary>Judges and hashes passwords that somebody chooses, before the transaction that stores them begins.</summary>
internal sealed class NewPasswords([FromKeyedServices(PoolNames.Identity)] Store store, PasswordHasher hasher, IBreachedPasswords breached)
{
    /// <summary>Too many wait already.</summary>
    public static readonly Problem Busy =
        Problem.Unavailable("sign_in.busy", "Too many passwords wait to be hashed. Come back in a moment.");

    /// <summary>The hash of a password, if it is one to choose.</summary>
    /// <param name="field">The field that it stands in.</param>
    /// <param name="password">The password, of the right length.</param>
    /// <param name="email">The address that it goes with; null: there is none.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="ProblemException">Others know it, or too many wait already.</exception>
    public async Task<string> HashAsync(string field, string password, string? email, CancellationToken cancellation)
    {
        if (password.Equals(email, StringComparison.OrdinalIgnoreCase) || await breached.ContainsAsync(password, cancellation))
        {
            throw new ProblemException(Problem.Invalid("password.known", "Others know this password, and would try it first. Choose another one.") with
            {
                Errors = new Dictionary<string, string[]> { [field] = ["Others know this password."] },
            });
        }

        return await RunAsync(() => hasher.HashAsync(password, cancellation));
    }

    /// <summary>The account of a user whose password this is; null: it is not, or there is none.</summary>
    /// <exception cref="ProblemException">Too many wait already.</exception>
    public async Task<Account?> ProveAsync(string userId, string password, CancellationToken cancellation)
    {
        var account = await store.ReadAsync(transaction => AccountTable.FindAsync(transaction, userId), cancellation);
        var verdict = await RunAsync(() => hasher.TryAsync(password, account?.PasswordHash, cancellation));
        if (verdict.IsRight) return account;

        await store.WriteAsync(
            async transaction =>
            {
                await AuditEvents.RecordAsync(
                    transaction, userId, "password.refused", new EntityRef(EntityTypes.User, userId), new Dictionary<string, object?>());
                return true;
            },
            cancellation);
        return null;
    }

    private static async Task<TResult> RunAsync<TResult>(Func<Task<TResult>> hash)
    {
        try
        {
            return await hash();
        }
        catch (HashingBusyException)
        {
            throw new ProblemException(Busy);
        }
    }
}
