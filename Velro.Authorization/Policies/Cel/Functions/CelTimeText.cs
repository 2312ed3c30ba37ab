using System.Globalization;
using Velro.Authorization.Policies.Cel.Values;

namespace Velro.Authorization.Policies.Cel.Functions;

/// <summary>Instants in RFC 3339, and durations such as <c>1h30m</c> or <c>-2.5s</c>, to the nanosecond.</summary>
internal static class CelTimeText
{
    private const int NanoDigits = 9;

    private static readonly System.Buffers.SearchValues<char> NumberAlphabet = System.Buffers.SearchValues.Create("0123456789.");

    private static readonly (string Name, long Nanos)[] Units =
    [
        ("ns", 1), ("us", 1_000), ("µs", 1_000), ("μs", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000),
    ];

    /// <summary>Reads <c>2009-02-13T23:31:30.5Z</c> or the same with an offset such as <c>+01:00</c>.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out CelTimestamp timestamp)
    {
        timestamp = default;
        if (text.Length is < 20 or > 35 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':') return false;
        if (!TryDigits(text[..4], out var year) || !TryDigits(text[5..7], out var month) || !TryDigits(text[8..10], out var day)) return false;
        if (!TryDigits(text[11..13], out var hour) || !TryDigits(text[14..16], out var minute) || !TryDigits(text[17..19], out var second)) return false;
        if (year == 0 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59) return false;

        var rest = text[19..];
        if (!TryFraction(ref rest, out var nanos) || !TryOffset(rest, out var offset)) return false;
        var local = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc) - DateTime.UnixEpoch;
        return CelTimestamp.TryCreate((long)local.TotalSeconds - offset, nanos, out timestamp);
    }

    public static string Write(CelTimestamp timestamp)
    {
        var text = timestamp.ToDateTime().ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        return $"{text}{Fraction(timestamp.Nanos)}Z";
    }

    public static bool TryReadDuration(ReadOnlySpan<char> text, out long nanoseconds)
    {
        nanoseconds = 0;
        var isNegative = text.StartsWith("-");
        if (isNegative || text.StartsWith("+")) text = text[1..];
        if (text.SequenceEqual("0")) return true;
        if (text.IsEmpty) return false;

        Int128 sum = 0;
        while (!text.IsEmpty)
        {
            if (!TryPart(ref text, out var part) || (sum += part) > (Int128)long.MaxValue + 1) return false;
        }

        if (isNegative) sum = -sum;
        nanoseconds = unchecked((long)sum);
        return sum == nanoseconds;
    }

    public static string WriteDuration(long nanoseconds)
    {
        var (seconds, nanos) = Math.DivRem(nanoseconds, CelTimestamp.NanosPerSecond);
        var sign = nanoseconds < 0 ? "-" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{UInt128.CreateTruncating(Int128.Abs(seconds))}{Fraction((int)Math.Abs(nanos))}s");
    }

    /// <summary>One number with its unit. Digits beyond the nanosecond are cut.</summary>
    private static bool TryPart(ref ReadOnlySpan<char> text, out Int128 nanos)
    {
        nanos = 0;
        var length = text.IndexOfAnyExcept(NumberAlphabet);
        if (length is < 1 or > 40) return false;

        var number = text[..length];
        text = text[length..];
        var end = text.IndexOfAnyInRange('0', '9');
        var unitName = end < 0 ? text : text[..end];
        text = end < 0 ? [] : text[end..];

        var unit = UnitOf(unitName);
        var point = number.IndexOf('.');
        var whole = point < 0 ? number : number[..point];
        var fraction = point < 0 ? [] : number[(point + 1)..];
        if (unit == 0 || fraction.Contains('.') || (whole.IsEmpty && fraction.IsEmpty)) return false;

        if (!whole.IsEmpty)
        {
            if (!ulong.TryParse(whole, NumberStyles.None, CultureInfo.InvariantCulture, out var count)) return false;
            nanos = (Int128)count * unit;
        }

        Int128 scale = unit;
        Int128 denominator = 1;
        Int128 numerator = 0;
        foreach (var digit in fraction[..Math.Min(fraction.Length, 15)])
        {
            numerator = (numerator * 10) + (digit - '0');
            denominator *= 10;
        }

        nanos += numerator * scale / denominator;
        return true;
    }

    private static long UnitOf(ReadOnlySpan<char> name)
    {
        foreach (var (known, nanos) in Units)
        {
            if (name.SequenceEqual(known)) return nanos;
        }

        return 0;
    }

    private static bool TryDigits(ReadOnlySpan<char> digits, out int value)
    {
        value = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit(digit)) return false;
            value = (value * 10) + (digit - '0');
        }

        return true;
    }

    private static bool TryFraction(ref ReadOnlySpan<char> text, out int nanos)
    {
        nanos = 0;
        if (!text.StartsWith(".")) return true;

        var length = text[1..].IndexOfAnyExceptInRange('0', '9');
        if (length is < 1 or > NanoDigits) return false;
        TryDigits(text[1..(length + 1)], out nanos);
        for (var i = length; i < NanoDigits; i++) nanos *= 10;
        text = text[(length + 1)..];
        return true;
    }

    private static bool TryOffset(ReadOnlySpan<char> text, out long seconds)
    {
        seconds = 0;
        if (text.SequenceEqual("Z")) return true;
        if (text.Length != 6 || text[0] is not ('+' or '-') || text[3] != ':') return false;
        if (!TryDigits(text[1..3], out var hours) || !TryDigits(text[4..], out var minutes) || hours > 23 || minutes > 59) return false;

        seconds = ((hours * 60) + minutes) * 60 * (text[0] == '-' ? -1 : 1);
        return true;
    }

    private static string Fraction(int nanos) =>
        nanos == 0 ? "" : "." + nanos.ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0');
}
