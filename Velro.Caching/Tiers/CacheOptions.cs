using System.ComponentModel.DataAnnotations;

namespace Velro.Caching.Tiers;

/// <summary>Settings of the caching tiers, in the configuration section <c>Velro:Cache</c>. No correctness rests on any of them.</summary>
public sealed class CacheOptions : IValidatableObject
{
    /// <summary>The section's name.</summary>
    public const string Section = "Velro:Cache";

    /// <summary>The bytes of memory that the contexts in this process (L0 and L1) may take. Default 512 MiB.</summary>
    [Range(1L << 20, 1L << 40)]
    public long MaximumLocalBytes { get; set; } = 512L << 20;

    /// <summary>
    /// How long the local cache (L1) keeps an entry that nobody asks for again. Default 30 seconds; twice that for each time that it came
    /// back before, up to <see cref="LocalLifetime"/>.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan LocalIdleLifetime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the local cache (L1) keeps an entry, however often it is asked for. Default 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan LocalLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the shared cache (L2) keeps an entry, by its kind.</summary>
    public SharedLifetimes SharedLifetimes { get; set; } = new();

    /// <summary>The bytes of memory that an entry may take to be written to the shared cache (L2). Default 4 MiB.</summary>
    [Range(1L << 10, 1L << 28)]
    public long MaximumSharedEntryBytes { get; set; } = 4L << 20;

    /// <summary>The longest that one call of the shared cache may take. Default 50 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:10")]
    public TimeSpan SharedTimeout { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest that one load from the database may take. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan LoadTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The share of <see cref="MaximumLocalBytes"/> that is the memo's (L0).</summary>
    internal long MaximumMemoBytes => MaximumLocalBytes / 8;

    /// <summary>What one entry may take of the local cache (L1): with half of it there is room for another.</summary>
    internal long MaximumLocalEntryBytes => (MaximumLocalBytes - MaximumMemoBytes) / 2;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (LocalIdleLifetime > LocalLifetime)
        {
            yield return new ValidationResult(
                $"{Section}:{nameof(LocalIdleLifetime)} ({LocalIdleLifetime}) is at most {nameof(LocalLifetime)} ({LocalLifetime}).");
        }

        var results = new List<ValidationResult>();
        Validator.TryValidateObject(SharedLifetimes, new ValidationContext(SharedLifetimes), results, validateAllProperties: true);
        foreach (var result in results)
            yield return new ValidationResult($"{Section}:{nameof(SharedLifetimes)}: {result.ErrorMessage}");
    }
}
