using System.Globalization;
using Velro.LocalAspire.Dashboard.Telemetry.Logs;

namespace Velro.LocalAspire.Dashboard.Components;

/// <summary>How values are written for people.</summary>
internal static class Show
{
    /// <summary>A time of today, in the time zone of the machine, with milliseconds.</summary>
    public static string Time(DateTime utc) => utc.ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    /// <summary>A date and time, in the time zone of the machine.</summary>
    public static string DateAndTime(DateTime? utc) =>
        utc is { } time ? time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture) : "";

    /// <summary>A duration in the unit that fits it.</summary>
    public static string Duration(TimeSpan duration) => duration switch
    {
        { TotalMicroseconds: < 1_000 } => Number(duration.TotalMicroseconds, "0.#", "µs"),
        { TotalMilliseconds: < 1_000 } => Number(duration.TotalMilliseconds, "0.##", "ms"),
        { TotalSeconds: < 60 } => Number(duration.TotalSeconds, "0.##", "s"),
        { TotalMinutes: < 60 } => Number(duration.TotalMinutes, "0.#", "min"),
        _ => Number(duration.TotalHours, "0.#", "h"),
    };

    /// <summary>A measured number.</summary>
    public static string Number(double? value) => value is { } number
        ? number.ToString(
            Math.Abs(number) switch { > 0 and < 0.001 => "0.###e0", < 100 => "0.####", _ => "#,0.##" }, CultureInfo.InvariantCulture)
        : "–";

    /// <summary>An id, short enough for a table.</summary>
    public static string ShortId(string id) => id.Length > 7 ? id[..7] : id;

    /// <summary>A level, as people call it.</summary>
    public static string Level(LogSeverity severity) => severity == LogSeverity.Unset ? "–" : severity.ToString();

    /// <summary>A colour for each source of telemetry: the same every time.</summary>
    public static int Colour(string name)
    {
        // The runtime's own hash differs between two starts.
        var hash = 2_166_136_261u;
        foreach (var character in name) hash = (hash ^ character) * 16_777_619u;
        return (int)(hash % 8);
    }

    private static string Number(double value, string format, string unit) =>
        $"{value.ToString(format, CultureInfo.InvariantCulture)} {unit}";
}
