using System.ComponentModel.DataAnnotations;

namespace Velro.AuthApi.Authentication.Passwords;

/// <summary>
/// What a password costs to try, in the configuration section <c>Velro:Passwords</c>. The defaults are those of the OWASP Password Storage Cheat
/// Sheet for Argon2id: 19 MiB, 2 passes, 1 lane. A hash that was made with others is made anew when its person signs in.
/// </summary>
internal sealed class PasswordOptions
{
    public const string Section = "Velro:Passwords";

    /// <summary>The shortest password (NIST SP 800-63B, section 5.1.1, asks for 8; with one factor alone 15 is better).</summary>
    public const int MinimumLength = 10;

    /// <summary>The longest password; a longer one would only cost time.</summary>
    public const int MaximumLength = 256;

    /// <summary>Memory, in KiB. Default 19,456 (19 MiB).</summary>
    [Range(7168, 1_048_576)]
    public int MemoryKibibytes { get; set; } = 19_456;

    /// <summary>Passes over the memory. Default 2.</summary>
    [Range(1, 100)]
    public int Passes { get; set; } = 2;

    /// <summary>
    /// How many hashes are computed at once; each takes one processor. Default: half of the processors, at least 1. Checks have the others.
    /// </summary>
    [Range(1, 1024)]
    public int Parallelism { get; set; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>
    /// How many are computed at once when many wait and the processors have room (the adaptation <c>passwords.parallelism</c>). Default: the processors.
    /// </summary>
    [Range(1, 1024)]
    public int MaximumParallelism { get; set; } = Environment.ProcessorCount;

    /// <summary>How many may wait for their turn; who comes then is told to come back. Default 64.</summary>
    [Range(1, 100_000)]
    public int QueueLength { get; set; } = 64;
}
