using Microsoft.Extensions.Options;
using OpenTelemetry.Instrumentation.AspNetCore;
using Velro.AuthApi.Media.Storage;
using Velro.Data.Media;

namespace Velro.AuthApi.Media;

/// <summary>Registers and maps media.</summary>
internal static class MediaServices
{
    public static IServiceCollection AddMedia(this IServiceCollection services)
    {
        services.AddOptions<MediaOptions>().BindConfiguration(MediaOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IPostConfigureOptions<LoggerFilterOptions>, SignatureSecrecy>();
        services.AddSingleton<IPostConfigureOptions<AspNetCoreTraceInstrumentationOptions>, SignatureSecrecy>();
        services.AddSingleton(static provider => MediaStores.Choose(
            provider.GetRequiredService<IOptions<MediaOptions>>().Value,
            provider.GetRequiredService<IHostEnvironment>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<MediaMetrics>();
        services.AddSingleton<MediaTypes>();
        services.AddSingleton<MediaAddresses>();
        services.AddSingleton<MediaLookup>();
        services.AddSingleton<MediaBlobs>();
        services.AddSingleton<MediaAccess>();
        services.AddSingleton<MediaDelivery>();
        services.AddSingleton<MediaUpload>();
        services.AddSingleton<MediaEndpoints>();
        services.AddSingleton<MediaUrlEndpoints>();
        services.AddSingleton<MediaRemoval>();
        services.AddHostedService(static provider => provider.GetRequiredService<MediaRemoval>());
        return services;
    }

    public static void MapMedia(this WebApplication app)
    {
        MediaEndpoints.Map(app);
        MediaUrlEndpoints.Map(app);
    }
}
