using System.ComponentModel.DataAnnotations;

namespace Velro.AuthApi.Audit;

/// <summary>Settings of decision records, in the configuration section <c>Velro:Decisions</c>.</summary>
internal sealed class DecisionRecordOptions
{
    public const string Section = "Velro:Decisions";

    /// <summary>The share of permits that is recorded; denials, and what was asked to be explained, always are. Default one in a hundred.</summary>
    [Range(0.0, 1.0)]
    public double PermitSampleRate { get; set; } = 0.01;

    /// <summary>How many records may wait to be written; what comes on top of them is counted as lost. Default 16,384.</summary>
    [Range(1, 1_000_000)]
    public int Capacity { get; set; } = 16_384;

    /// <summary>How many bytes of sent properties and context a record holds; it is kept without longer ones. Default 4 KiB.</summary>
    [Range(0, 64 * 1024)]
    public int MaximumSentBytes { get; set; } = 4096;

    /// <summary>
    /// The folder in which records wait while the database is away, as a full path; the processes of a machine may share it: each
    /// database has a folder of its own there (<see cref="SpoolName"/>). Default none: then they wait in memory.
    /// </summary>
    [RegularExpression("^/.+|^[A-Za-z]:[\\\\/].+", ErrorMessage = "'Velro:Decisions:Spool' should be the full path of a folder.")]
    public string? Spool { get; set; }

    /// <summary>
    /// What the folder of the database is called there: records are replayed into the database under whose name they were put on disk.
    /// Default: a hash of its address. For a database that is found at another address from time to time.
    /// </summary>
    [RegularExpression(
        "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
        ErrorMessage = "'Velro:Decisions:SpoolName' should be 1 to 64 of [A-Za-z0-9._-], the first a letter or digit.")]
    public string? SpoolName { get; set; }

    /// <summary>How many bytes may wait there for the database; what comes on top of them is counted as lost. Default 256 MiB.</summary>
    [Range(64L * 1024, 1L << 40)]
    public long SpoolMaximumBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>How old a record that waited there may be; an older one is counted as lost. Default 7 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan SpoolMaximumAge { get; set; } = TimeSpan.FromDays(7);
}
