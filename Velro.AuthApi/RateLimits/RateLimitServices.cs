namespace Velro.AuthApi.RateLimits;

/// <summary>Registers rate limits.</summary>
internal static class RateLimitServices
{
    public static IServiceCollection AddRateLimits(this IServiceCollection services)
    {
        services.AddOptions<RateLimitOptions>().BindConfiguration(RateLimitOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<RateLimitMetrics>();
        services.AddSingleton<RateIds>();
        services.AddSingleton<RateCounters>();
        services.AddSingleton<CallerLimits>();
        services.AddSingleton<SignInLimits>();
        services.AddSingleton<MailLimits>();
        services.AddSingleton<RateExchange>();
        services.AddHostedService(static provider => provider.GetRequiredService<RateExchange>());
        return services;
    }
}
