using System.Globalization;

namespace Velro.Cli.Top;

/// <summary>Numbers as they are shown.</summary>
internal static class TopText
{
    /// <summary>What is not known.</summary>
    public const string Unknown = "–";

    public static string Rate(double? perSecond) => perSecond is { } rate ? Digits(rate) : Unknown;

    public static string Percent(double? share) => share is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known * 100:0.#} %") : Unknown;

    public static string Milliseconds(double? seconds) => seconds is { } known ? Digits(known * 1000) : Unknown;

    public static string Bytes(long bytes) => bytes >= 1L << 30
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.0} GiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes >> 20} MiB");

    public static string Span(double seconds) => TimeSpan.FromSeconds(seconds) switch
    {
        { TotalDays: >= 1 } long_ => string.Create(CultureInfo.InvariantCulture, $"{(int)long_.TotalDays} d {long_.Hours} h"),
        { TotalHours: >= 1 } hours => string.Create(CultureInfo.InvariantCulture, $"{(int)hours.TotalHours} h {hours.Minutes} min"),
        { TotalMinutes: >= 1 } minutes => string.Create(CultureInfo.InvariantCulture, $"{(int)minutes.TotalMinutes} min"),
        var brief => string.Create(CultureInfo.InvariantCulture, $"{(int)brief.TotalSeconds} s"),
    };

    public static string Digits(double value) => value.ToString(
        Math.Abs(value) switch { >= 100 => "#,0", >= 10 => "0.#", >= 1 => "0.##", _ => "0.###" }, CultureInfo.InvariantCulture);

    public static string Count(double? count) => count is { } known ? Digits(known) : Unknown;
}
