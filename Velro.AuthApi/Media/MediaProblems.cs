using System.Globalization;
using Velro.AuthApi.Problems;

namespace Velro.AuthApi.Media;

/// <summary>What endpoints of media answer instead of what was asked for.</summary>
internal static class MediaProblems
{
    /// <summary>
    /// What is not there, and what may not be seen: the generation, the variant or the permission, told in one way (RIGHTS.md D2).
    /// </summary>
    public static Problem Unknown { get; } = new(
        StatusCodes.Status404NotFound, "media.unknown", "There are no such media, or they may not be seen.");

    /// <summary>What is not an address of media that counts now.</summary>
    public static Problem AddressRefused { get; } = new(
        StatusCodes.Status403Forbidden,
        "media.address_refused",
        "The address is not one that this system made, or its time is over. Ask for a new one.");

    public static Problem NotConfigured { get; } = new(
        StatusCodes.Status503ServiceUnavailable,
        "media.not_configured",
        "This deployment names no store of media: set Velro:Media:Path, Velro:Media:S3 or Velro:Media:Azure.");

    /// <summary>The store of media did not do what it was asked for.</summary>
    public static Problem StoreUnavailable { get; } = new(
        StatusCodes.Status503ServiceUnavailable, "media.store_unavailable", "The store of media does not answer; nothing was changed.")
    {
        RetryAfter = 1,
    };

    /// <summary>An upload whose time was over when its bytes were there.</summary>
    public static Problem TookTooLong { get; } = new(
        StatusCodes.Status408RequestTimeout, "request.timeout", "The bytes did not arrive in time.");

    public static Problem Empty { get; } = Problem.Invalid("media.empty", "The body has no bytes.");

    public static Problem TooLarge(long maximum) => new(
        StatusCodes.Status413PayloadTooLarge,
        "media.too_large",
        string.Create(CultureInfo.InvariantCulture, $"Media have at most {maximum} bytes here."));

    public static Problem TypeRefused(IEnumerable<string> allowed) => new(
        StatusCodes.Status415UnsupportedMediaType,
        "media.type_refused",
        $"Declare what the bytes are, without a Content-Encoding: one of {string.Join(", ", allowed.Order(StringComparer.Ordinal))}.");
}
