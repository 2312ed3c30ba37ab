using Velro.AuthApi.Emergency;
using Velro.AuthApi.Entities;
using Velro.AuthApi.Generations;
using Velro.AuthApi.Policies;
using Velro.AuthApi.Projects;
using Velro.AuthApi.Sharing;
using Velro.AuthApi.Teams;
using Velro.AuthApi.Users;
using Velro.Data.Transactions;

namespace Velro.AuthApi.Management;

/// <summary>Registers and maps the management endpoints (API.md).</summary>
internal static class ManagementServices
{
    public static IServiceCollection AddManagement(this IServiceCollection services)
    {
        services.AddOptions<ManagementOptions>().BindConfiguration(ManagementOptions.Section);
        services.AddSingleton<Store>();
        services.AddSingleton<Cursors>();
        services.AddSingleton<ManagementPipeline>();
        services.AddSingleton<TeamEndpoints>();
        services.AddSingleton<ProjectEndpoints>();
        return services;
    }

    public static void MapManagement(this WebApplication app)
    {
        UserEndpoints.Map(app);
        ProfileEndpoints.Map(app);
        app.Services.GetRequiredService<TeamEndpoints>().Map(app);
        MemberEndpoints.Map(app);
        app.Services.GetRequiredService<ProjectEndpoints>().Map(app);
        GenerationEndpoints.Map(app);
        EntityEndpoints.Map(app);
        PolicyEndpoints.Map(app);
        EmergencyEndpoints.Map(app);
        foreach (var shareable in (ReadOnlySpan<Shareable>)[Shareable.Projects, Shareable.Generations])
        {
            new GrantEndpoints(shareable).Map(app);
            new BlockEndpoints(shareable).Map(app);
        }
    }
}
