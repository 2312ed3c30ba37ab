using System.Collections.Immutable;
using Velro.Authorization.Policies.Cel.Nodes;
using Velro.Authorization.Policies.Cel.Values;

namespace Velro.Authorization.Policies.Cel.Functions;

/// <summary>Instants and durations. An instant's parts are those in UTC, or in the time zone that is named.</summary>
internal static class TimeFunctions
{
    private const long NanosPerMillisecond = 1_000_000;
    private const long NanosPerMinute = 60 * CelTimestamp.NanosPerSecond;

    public static readonly ImmutableArray<CelFunction> All =
    [
        CelFunction.Unary("timestamp", CelCallStyle.Global,
            (CelKinds.Timestamp, CelKinds.Timestamp, ConversionFunctions.Same),
            (CelKinds.Int, CelKinds.Timestamp, static (ref f, at, in a) =>
                CelTimestamp.TryCreate(a.AsInt, 0, out var instant) ? CelValue.Of(instant) : at.Fail(CelCodes.Overflow, "Instants are in the years 1 to 9999.")),
            (CelKinds.String, CelKinds.Timestamp, static (ref f, at, in a) =>
                CelTimeText.TryRead(a.AsString, out var instant) ? CelValue.Of(instant) : ConversionFunctions.Unreadable(at, "timestamp; one is written 2027-01-31T12:00:00Z"))),

        CelFunction.Unary("duration", CelCallStyle.Global,
            (CelKinds.Duration, CelKinds.Duration, ConversionFunctions.Same),
            (CelKinds.String, CelKinds.Duration, static (ref f, at, in a) =>
                CelTimeText.TryReadDuration(a.AsString, out var nanos) ? CelValue.OfDuration(nanos) : ConversionFunctions.Unreadable(at, "duration; one is written 90s or 1h30m"))),

        .. Part("getFullYear", static instant => instant.Local.Year),
        .. Part("getMonth", static instant => instant.Local.Month - 1),
        .. Part("getDate", static instant => instant.Local.Day),
        .. Part("getDayOfMonth", static instant => instant.Local.Day - 1),
        .. Part("getDayOfWeek", static instant => (int)instant.Local.DayOfWeek),
        .. Part("getDayOfYear", static instant => instant.Local.DayOfYear - 1),
        .. Part("getHours", static instant => instant.Local.Hour, static nanos => nanos / (60 * NanosPerMinute)),
        .. Part("getMinutes", static instant => instant.Local.Minute, static nanos => nanos / NanosPerMinute),
        .. Part("getSeconds", static instant => instant.Local.Second, static nanos => nanos / CelTimestamp.NanosPerSecond),
        .. Part("getMilliseconds", static instant => instant.Nanos / (int)NanosPerMillisecond, static nanos => nanos / NanosPerMillisecond % 1000),
    ];

    /// <summary>An instant's wall clock. The fraction of a second is kept apart, since a clock here has only 100 ns.</summary>
    private readonly record struct WallClock(DateTime Local, int Nanos);

    private static CelFunction[] Part(string name, Func<WallClock, int> ofInstant, Func<long, long>? ofDuration = null)
    {
        CelUnary instantPart = (ref f, at, in a) => CelValue.Of((long)ofInstant(new WallClock(a.AsTimestamp.ToDateTime(), a.AsTimestamp.Nanos)));
        CelUnary durationPart = (ref f, at, in a) => CelValue.Of(ofDuration!(a.AsDuration));
        var inUtc = ofDuration is null
            ? CelFunction.Unary(name, CelCallStyle.Member, (CelKinds.Timestamp, CelKinds.Int, instantPart))
            : CelFunction.Unary(name, CelCallStyle.Member, (CelKinds.Timestamp, CelKinds.Int, instantPart), (CelKinds.Duration, CelKinds.Int, durationPart));
        var inZone = CelFunction.Binary(name, CelCallStyle.Member, (CelKinds.Timestamp, CelKinds.String, CelKinds.Int, (ref f, at, in a, in b) =>
        {
            if (!f.TrySpend(CelLimits.TimeZoneCost)) return at.FailOnCost();
            return CelTimeZone.TryFind(b.AsString, out var zone)
                ? PartInZone(at, a.AsTimestamp, zone, ofInstant)
                : at.Fail(CelCodes.InvalidArgument, CelTimeZone.Expectation);
        }
        ));
        return [inUtc, inZone.Preparing((in second, out problem) => PrepareZone(second.AsString, ofInstant, out problem))];
    }

    private static CelUnary? PrepareZone(string name, Func<WallClock, int> ofInstant, out string problem)
    {
        problem = CelTimeZone.Expectation;
        if (!CelTimeZone.TryFind(name, out var zone)) return null;
        return (ref f, at, in a) => PartInZone(at, a.AsTimestamp, zone, ofInstant);
    }

    private static CelValue PartInZone(CelNode at, CelTimestamp instant, CelTimeZone zone, Func<WallClock, int> ofInstant) =>
        zone.TryConvert(instant, out var local)
            ? CelValue.Of((long)ofInstant(new WallClock(local, instant.Nanos)))
            : at.Fail(CelCodes.Overflow, "The local time is not in the years 1 to 9999.");
}
