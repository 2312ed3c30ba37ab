using Velro.AuthApi.Management;
using Velro.AuthApi.Problems;

namespace Velro.AuthApi.ServiceKeys;

/// <summary>What may stand against a key, and against a change of one.</summary>
internal static class ServiceKeyProblems
{
    public static Problem Bootstrap { get; } = ManagementProblems.Conflict(
        "service_key.bootstrap", "The bootstrap key is a parameter of the system. Change it there, and the value before ends.");

    public static Problem Ended { get; } = ManagementProblems.Conflict(
        "service_key.ended", "The key was revoked, has expired or was replaced before. Make a new one.");

    public static Problem NotYours { get; } = new(
        StatusCodes.Status403Forbidden,
        "service_key.not_yours",
        "Only the owner of a key gets another one in its place. You may revoke it.");

    public static Problem TooMany(int maximum) => ManagementProblems.Conflict(
        "service_key.too_many", $"A user may have {maximum} keys in use. Revoke one that is not needed any more.");

    public static Problem TooManyInvalid(TimeSpan delay) => new(
        StatusCodes.Status429TooManyRequests,
        "credentials.throttled",
        "Too many credentials from your address were nobody's. Those that are in use are answered; others are looked at later.")
    {
        RetryAfter = Math.Max(1, (int)Math.Ceiling(delay.TotalSeconds)),
    };

    /// <summary>A key may no more than its maker (RIGHTS.md A1).</summary>
    /// <param name="errors">What is beyond that, by field.</param>
    public static Problem AboveOwn(IReadOnlyDictionary<string, string[]> errors) => new(
        StatusCodes.Status403Forbidden, "service_key.above_own", "A key may no more than the caller that makes it; see 'errors'.")
    {
        Errors = errors,
    };
}
