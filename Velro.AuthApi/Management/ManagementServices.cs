using Npgsql;
using Velro.AuthApi.Audit.Trail;
using Velro.AuthApi.Clients;
using Velro.AuthApi.Emergency;
using Velro.AuthApi.Entities;
using Velro.AuthApi.Generations;
using Velro.AuthApi.Operations;
using Velro.AuthApi.Policies;
using Velro.AuthApi.Projects;
using Velro.AuthApi.ServiceKeys;
using Velro.AuthApi.Sessions;
using Velro.AuthApi.Sharing;
using Velro.AuthApi.Teams;
using Velro.AuthApi.Users;
using Velro.Data.Pools;
using Velro.Data.Transactions;
using Velro.Nodes.Adaptation;

namespace Velro.AuthApi.Management;

/// <summary>Registers and maps the management endpoints (API.md).</summary>
internal static class ManagementServices
{
    public static IServiceCollection AddManagement(this IServiceCollection services)
    {
        services.AddOptions<ManagementOptions>().BindConfiguration(ManagementOptions.Section);
        services.AddSingleton<Cursors>();
        services.AddSingleton<BodyDigests>();
        foreach (var pool in (string[])[PoolNames.Generation, PoolNames.Identity, PoolNames.Audit, PoolNames.Analytics])
        {
            services.AddKeyedSingleton(pool, StoreOf);
            services.AddKeyedSingleton(pool, PipelineOf);
        }

        // Those on which callers write. What has to be recorded, and who operates, waits for no gate.
        foreach (var pool in (string[])[PoolNames.Generation, PoolNames.Identity])
        {
            services.AddKeyedSingleton(pool, static (provider, pool) => new PoolGate(
                (string)pool!, PoolLimits.Read(provider.GetRequiredService<IConfiguration>(), (string)pool!), provider.GetRequiredService<TimeProvider>()));
            services.AddSingleton<IKnob>(provider => ActivatorUtilities.CreateInstance<PoolGateKnob>(provider, provider.GetRequiredKeyedService<PoolGate>(pool)));
        }

        services.AddSingleton<ClientEndpoints>();
        services.AddSingleton<TeamEndpoints>();
        services.AddSingleton<ProjectEndpoints>();
        return services;
    }

    public static void MapManagement(this WebApplication app)
    {
        var ofIdentity = app.MapStoreGroup(PoolNames.Identity);
        UserEndpoints.Map(ofIdentity);
        ProfileEndpoints.Map(ofIdentity);
        SessionEndpoints.Map(ofIdentity);
        app.Services.GetRequiredService<ClientEndpoints>().Map(ofIdentity);
        app.Services.GetRequiredService<ServiceKeyEndpoints>().Map(ofIdentity);

        app.Services.GetRequiredService<AuditEndpoint>().Map(app.MapStoreGroup(PoolNames.Audit));

        var ofGeneration = app.MapStoreGroup(PoolNames.Generation);
        app.Services.GetRequiredService<TeamEndpoints>().Map(ofGeneration);
        MemberEndpoints.Map(ofGeneration);
        app.Services.GetRequiredService<ProjectEndpoints>().Map(ofGeneration);
        GenerationEndpoints.Map(ofGeneration);
        EntityEndpoints.Map(ofGeneration);
        PolicyEndpoints.Map(ofGeneration);
        EmergencyEndpoints.Map(ofGeneration);
        CacheEndpoints.Map(ofGeneration);
        ViewEndpoints.Map(ofGeneration);
        NodeEndpoints.Map(app.MapStoreGroup(PoolNames.Analytics));
        foreach (var shareable in (ReadOnlySpan<Shareable>)[Shareable.Projects, Shareable.Generations])
        {
            new GrantEndpoints(shareable).Map(ofGeneration);
            new BlockEndpoints(shareable).Map(ofGeneration);
        }
    }

    /// <summary>The way of requests whose transactions run on one pool.</summary>
    private static ManagementPipeline PipelineOf(IServiceProvider provider, object? pool) =>
        ActivatorUtilities.CreateInstance<ManagementPipeline>(provider, provider.GetRequiredKeyedService<Store>(pool));

    private static Store StoreOf(IServiceProvider provider, object? pool) => new(
        provider.GetRequiredKeyedService<NpgsqlDataSource>(pool),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<ICommitObserver>(),
        provider.GetKeyedService<PoolGate>(pool));
}
