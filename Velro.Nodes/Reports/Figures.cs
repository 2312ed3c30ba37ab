using System.Globalization;

namespace Velro.Nodes.Reports;

/// <summary>Numbers as people read them.</summary>
public static class Figures
{
    /// <summary>Seconds, as milliseconds below one.</summary>
    public static string Time(double seconds) => seconds < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{Digits(seconds * 1000)} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{Digits(seconds)} s");

    /// <summary>A share, in percent; what is nearly all is not rounded to all.</summary>
    public static string Percent(double share)
    {
        var percent = share * 100;
        if (percent is > 99.99 and < 100) return "> 99.99 %";
        return string.Create(CultureInfo.InvariantCulture, $"{(percent is > 99 and < 100 ? Math.Floor(percent * 100) / 100 : Math.Round(percent, 1)):0.##} %");
    }

    /// <summary>A number from 0 to 1.</summary>
    public static string Ratio(double ratio) => ratio.ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>How many.</summary>
    public static string Count(double count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>Bytes, in the binary unit that suits them.</summary>
    public static string Bytes(double bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        var unit = 0;
        for (; bytes >= 1024 && unit < units.Length - 1; unit++) bytes /= 1024;
        return $"{Digits(bytes)} {units[unit]}";
    }

    /// <summary>Three digits or so.</summary>
    public static string Digits(double value) => value.ToString(
        Math.Abs(value) switch { >= 100 => "#,0", >= 10 => "0.#", >= 1 => "0.##", _ => "0.###" }, CultureInfo.InvariantCulture);

    /// <summary>A moment, in UTC.</summary>
    public static string Moment(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>What nobody knows.</summary>
    public const string Missing = "no data";
}
