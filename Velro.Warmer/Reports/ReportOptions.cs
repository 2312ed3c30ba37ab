using System.ComponentModel.DataAnnotations;

namespace Velro.Warmer.Reports;

/// <summary>Settings of the weekly report, in the configuration section <c>Velro:Report</c>.</summary>
internal sealed class ReportOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Velro:Report";

    /// <summary>The folder that it is written to. Default: none, and none is written.</summary>
    public string? Folder { get; set; }

    /// <summary>How many are kept. Default 26, half a year's.</summary>
    [Range(1, 10_000)]
    public int Kept { get; set; } = 26;

    /// <summary>The day on which a week ends, as its first moment (UTC). Default Monday.</summary>
    [EnumDataType(typeof(DayOfWeek))]
    public DayOfWeek Day { get; set; } = DayOfWeek.Monday;

    /// <summary>How many days of samples are kept in the database. Default 35.</summary>
    [Range(8, 400)]
    public int SampleDays { get; set; } = 35;
}
