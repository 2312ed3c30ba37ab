using System.Buffers;
using System.Globalization;
using Velro.Authorization.Policies.Cel.Values;

namespace Velro.Authorization.Policies.Cel.Functions;

/// <summary>A time zone: a fixed offset, or one that the system's time zone data names.</summary>
internal readonly struct CelTimeZone
{
    public const string Expectation = "A time zone is UTC, an offset such as +02:00, or a name such as Europe/Paris that this system knows.";

    private const int MaximumNameLength = 64;

    private static readonly SearchValues<char> NameAlphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/");

    private readonly TimeZoneInfo? _zone;
    private readonly TimeSpan _offset;

    private CelTimeZone(TimeZoneInfo? zone, TimeSpan offset)
    {
        _zone = zone;
        _offset = offset;
    }

    public static bool TryFind(string name, out CelTimeZone zone)
    {
        zone = default;
        if (name is "UTC" or "Z") return true;
        if (TryReadOffset(name, out var offset))
        {
            zone = new CelTimeZone(null, offset);
            return true;
        }

        // The system looks names up as files, so nothing that could name another file reaches it.
        if (name.Length is 0 or > MaximumNameLength || !char.IsAsciiLetter(name[0]) || name.AsSpan().ContainsAnyExcept(NameAlphabet)) return false;
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(name, out var found)) return false;
        zone = new CelTimeZone(found, default);
        return true;
    }

    public bool TryConvert(CelTimestamp instant, out DateTime local)
    {
        var utc = instant.ToDateTime();
        var ticks = utc.Ticks + (_zone?.GetUtcOffset(utc) ?? _offset).Ticks;
        var isInRange = ticks >= DateTime.MinValue.Ticks && ticks <= DateTime.MaxValue.Ticks;
        local = isInRange ? new DateTime(ticks) : default;
        return isInRange;
    }

    /// <summary><c>+02:00</c>, <c>-02:30</c>; without a sign it is ahead of UTC.</summary>
    private static bool TryReadOffset(ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = default;
        var isBehind = text.StartsWith("-");
        if (isBehind || text.StartsWith("+")) text = text[1..];
        if (text.Length != 5 || text[2] != ':') return false;
        if (!int.TryParse(text[..2], NumberStyles.None, CultureInfo.InvariantCulture, out var hours) || hours > 23) return false;
        if (!int.TryParse(text[3..], NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) || minutes > 59) return false;

        var ahead = new TimeSpan(hours, minutes, 0);
        offset = isBehind ? -ahead : ahead;
        return true;
    }
}
