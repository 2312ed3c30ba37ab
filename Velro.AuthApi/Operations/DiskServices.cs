namespace Velro.AuthApi.Operations;

/// <summary>Registers what watches the disks.</summary>
internal static class DiskServices
{
    public static void AddDisks(this IServiceCollection services)
    {
        services.AddOptions<DiskOptions>().BindConfiguration(DiskOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddActivatedSingleton<DiskMetrics>();
    }
}
