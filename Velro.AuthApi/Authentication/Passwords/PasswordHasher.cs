using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using Velro.AuthApi.Tracing;
using Velro.Data.Tracing;

namespace Velro.AuthApi.Authentication.Passwords;

/// <summary>What came of trying a password.</summary>
/// <param name="IsRight">Whether it is the right one.</param>
/// <param name="NewHash">A hash to be stored in the place of the old one, which was cheaper to try; null: the old one does.</param>
internal readonly record struct PasswordVerdict(bool IsRight, string? NewHash);

/// <summary>
/// Hashes passwords by Argon2id, and protects the hashes by the key ring: whoever reads the database alone has nothing to try guesses against.
/// </summary>
internal sealed class PasswordHasher
{
    private readonly HashingThreads _threads;
    private readonly PasswordOptions _options;
    private readonly IDataProtector _protector;
    private readonly Lazy<string> _nobodys;

    public PasswordHasher(HashingThreads threads, IOptions<PasswordOptions> options, IDataProtectionProvider protection)
    {
        _threads = threads;
        _options = options.Value;
        _protector = protection.CreateProtector("velro.password");
        _nobodys = new Lazy<string>(
            () => _protector.Protect(Argon2idHash.Make(Guid.NewGuid().ToString(), _options)), LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>The hash of a password, as it is stored.</summary>
    /// <exception cref="HashingBusyException">Too many wait already.</exception>
    public Task<string> HashAsync(string password, CancellationToken cancellation) =>
        RunAsync(() => _protector.Protect(Argon2idHash.Make(password, _options)), cancellation);

    /// <summary>Tries a password.</summary>
    /// <param name="password">What was entered.</param>
    /// <param name="stored">The hash; null: there is none. It then takes as long as if there were one, and is wrong.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="HashingBusyException">Too many wait already.</exception>
    public Task<PasswordVerdict> TryAsync(string password, string? stored, CancellationToken cancellation) =>
        RunAsync(() => Try(password, stored), cancellation);

    /// <summary>The waiting is in the span; <c>velro.passwords.waiting</c> tells it apart.</summary>
    private async Task<TResult> RunAsync<TResult>(Func<TResult> work, CancellationToken cancellation)
    {
        using var span = Spans.BeginCold(ApiTracing.Source, "velro.password.hash");
        return await _threads.RunAsync(work, cancellation);
    }

    private PasswordVerdict Try(string password, string? stored)
    {
        // Made with the first that is tried, whoever it is: else the first unknown account would be known by the time that it takes.
        var nobodys = _nobodys.Value;
        var hash = _protector.Unprotect(stored ?? nobodys);
        var isRight = Argon2idHash.Matches(password, hash) && stored is not null;
        return new PasswordVerdict(isRight, isRight && !Argon2idHash.IsCurrent(hash, _options) ? _protector.Protect(Argon2idHash.Make(password, _options)) : null);
    }
}
