namespace Velro.Warmer.Views;

/// <summary>Registers the keeping of precomputed views.</summary>
internal static class ViewServices
{
    public static IServiceCollection AddViews(this IServiceCollection services)
    {
        services.AddOptions<ViewOptions>().BindConfiguration(ViewOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ViewMetrics>();
        services.AddSingleton<RowKeeper>();
        services.AddSingleton<ReportKeeper>();
        services.AddHostedService<ViewWarmer>();
        return services;
    }
}
