using System.Globalization;
using Velro.AuthApi.Problems;

namespace Velro.AuthApi.RateLimits;

/// <summary>What is said to who asks too often.</summary>
internal static class RateLimitProblems
{
    /// <summary>The limit, when to come back, and, where that would not help, what would.</summary>
    public static Problem Exceeded(in RateLimit limit, TimeSpan delay, int permits = 1) => new(
        StatusCodes.Status429TooManyRequests,
        "rate.limited",
        permits > limit.Permits
            ? string.Create(
                CultureInfo.InvariantCulture, $"The request has {permits} evaluations, and the limit is {limit}. Send fewer at once.")
            : $"The limit is {limit}. Come back later.")
    {
        RetryAfter = (int)Math.Ceiling(delay.TotalSeconds),
        Limit = string.Create(CultureInfo.InvariantCulture, $"\"{limit.Name}\";q={limit.Permits};w={(int)limit.Window.TotalSeconds}"),
    };
}
