using System.Globalization;

namespace Velro.AuthApi.RateLimits;

/// <summary>What is limited together.</summary>
internal enum RateClass : byte
{
    /// <summary>Evaluations and searches.</summary>
    Checks = 0,

    /// <summary>Requests to the management endpoints.</summary>
    Management = 1,

    /// <summary>Requests without a credential.</summary>
    Anonymous = 2,

    /// <summary>Attempts to sign in to one account from one address.</summary>
    SignInToAccount = 3,

    /// <summary>Attempts to sign in from one address.</summary>
    SignInFromAddress = 4,

    /// <summary>Requests to the endpoints of OAuth from one address, whatever they present.</summary>
    OAuth = 5,

    /// <summary>Mails of a kind to one recipient.</summary>
    Mail = 6,
}

/// <summary>How much one caller may in a while.</summary>
/// <param name="Class">Of what.</param>
/// <param name="Permits">How much.</param>
/// <param name="Window">In how long.</param>
internal readonly record struct RateLimit(RateClass Class, int Permits, TimeSpan Window)
{
    /// <summary>So many a second.</summary>
    public static RateLimit PerSecond(RateClass kind, int permits) => new(kind, permits, TimeSpan.FromSeconds(1));

    /// <summary>So many a minute.</summary>
    public static RateLimit PerMinute(RateClass kind, int permits) => new(kind, permits, TimeSpan.FromMinutes(1));

    /// <summary>So many in ten minutes.</summary>
    public static RateLimit PerTenMinutes(RateClass kind, int permits) => new(kind, permits, TimeSpan.FromMinutes(10));

    /// <summary>The name of the class, as metrics and headers tell it.</summary>
    public string Name => Class switch
    {
        RateClass.Checks => "checks",
        RateClass.Management => "management",
        RateClass.Anonymous => "anonymous",
        RateClass.SignInToAccount => "sign-in-account",
        RateClass.SignInFromAddress => "sign-in-address",
        RateClass.OAuth => "oauth",
        _ => "mail",
    };

    /// <summary>In words, for who meets it.</summary>
    public override string ToString() => Window == TimeSpan.FromSeconds(1)
        ? string.Create(CultureInfo.InvariantCulture, $"{Permits} a second")
        : string.Create(CultureInfo.InvariantCulture, $"{Permits} in {Window.TotalSeconds} s");
}
