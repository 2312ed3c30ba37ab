using Velro.Data.ServiceKeys;

namespace Velro.AuthApi.ServiceKeys;

/// <summary>Registers what service keys need.</summary>
internal static class ServiceKeyServices
{
    public static IServiceCollection AddServiceKeys(this IServiceCollection services)
    {
        services.AddOptions<ServiceKeyOptions>().BindConfiguration(ServiceKeyOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ServiceKeyHasher>();
        services.AddSingleton<ServiceKeyMetrics>();
        services.AddSingleton<InvalidKeyBreaker>();
        services.AddSingleton<ServiceKeyUsage>();
        services.AddSingleton<ServiceKeyUses>();
        services.AddHostedService(static provider => provider.GetRequiredService<ServiceKeyUses>());
        services.AddSingleton<KeyRehashing>();
        services.AddHostedService(static provider => provider.GetRequiredService<KeyRehashing>());
        services.AddSingleton<CallerLookup>();
        services.AddSingleton<ServiceKeyEndpoints>();
        return services;
    }
}
