using Microsoft.AspNetCore.Identity;
using Velro.Data.Accounts;
using Velro.Data.Pools;
using Velro.Data.Transactions;

namespace Velro.AuthApi.Authentication.Passkeys;

/// <summary>
/// What ASP.NET Core Identity needs of accounts to make and verify passkeys (WebAuthn). It makes, renames and deletes no accounts: that is done
/// with their users, in one transaction.
/// </summary>
internal sealed class AccountStore([FromKeyedServices(PoolNames.Identity)] Store store) : IUserPasskeyStore<Account>
{
    public Task<string> GetUserIdAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.UserId);

    public Task<string?> GetUserNameAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.Email);

    public Task<string?> GetNormalizedUserNameAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult(user.Email?.ToUpperInvariant());

    public Task<Account?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        store.ReadAsync(transaction => AccountTable.FindAsync(transaction, userId), cancellationToken);

    public Task<Account?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) =>
        store.ReadAsync(transaction => AccountTable.FindByEmailAsync(transaction, normalizedUserName), cancellationToken);

    public async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(Account user, CancellationToken cancellationToken)
    {
        var rows = await store.ReadAsync(transaction => PasskeyTable.ListAsync(transaction, user.UserId), cancellationToken);
        return [.. rows.Select(ToInfo)];
    }

    public async Task<UserPasskeyInfo?> FindPasskeyAsync(Account user, byte[] credentialId, CancellationToken cancellationToken)
    {
        var row = await store.ReadAsync(transaction => PasskeyTable.FindAsync(transaction, credentialId), cancellationToken);
        return row?.UserId == user.UserId ? ToInfo(row) : null;
    }

    public Task<Account?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) => store.ReadAsync(
        async transaction => await PasskeyTable.FindAsync(transaction, credentialId) is { } row
            ? await AccountTable.FindAsync(transaction, row.UserId)
            : null,
        cancellationToken);

    public Task AddOrUpdatePasskeyAsync(Account user, UserPasskeyInfo passkey, CancellationToken cancellationToken) => throw NotHere();

    public Task RemovePasskeyAsync(Account user, byte[] credentialId, CancellationToken cancellationToken) => throw NotHere();

    public Task<IdentityResult> CreateAsync(Account user, CancellationToken cancellationToken) => throw NotHere();

    public Task<IdentityResult> UpdateAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(IdentityResult.Success);

    public Task<IdentityResult> DeleteAsync(Account user, CancellationToken cancellationToken) => throw NotHere();

    public Task SetUserNameAsync(Account user, string? userName, CancellationToken cancellationToken) => throw NotHere();

    /// <summary>Identity sets it before each update; what it would set is what it is.</summary>
    public Task SetNormalizedUserNameAsync(Account user, string? normalizedName, CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        // Nothing is held.
    }

    /// <summary>A passkey as it is stored.</summary>
    public static PasskeyRow ToRow(string userId, UserPasskeyInfo info) => new(
        info.CredentialId, userId, info.Name ?? "", info.PublicKey, info.SignCount, info.Transports ?? [], info.IsUserVerified,
        info.IsBackupEligible, info.IsBackedUp, info.AttestationObject, info.ClientDataJson, info.CreatedAt);

    private static UserPasskeyInfo ToInfo(PasskeyRow row) => new(
        row.CredentialId, row.PublicKey, row.CreatedAt, (uint)row.SignCount, row.Transports, row.IsUserVerified, row.IsBackupEligible,
        row.IsBackedUp, row.AttestationObject, row.ClientDataJson)
    { Name = row.Name };

    private static NotSupportedException NotHere() => new("Accounts are made and ended with their users, and passkeys with an event that tells of it.");
}
