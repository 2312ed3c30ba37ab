using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Velro.LocalAspire.Orchestration.Lives;
using Velro.LocalAspire.Redis;

namespace Velro.LocalAspire.Orchestration.Runners;

/// <summary>Runs a server that speaks Redis' protocol: an installed one, or Garnet.</summary>
internal sealed class RedisRunner(RedisResource resource, AssignedEndpoint endpoint, Instance instance, LifeServices services)
    : IResourceRunner
{
    private RedisServer? _server;
    private string _title = "";

    public string Description => $"{_title}, port {endpoint.Port}";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (resource.PasswordParameter is not { } password)
            throw new DistributedApplicationException($"'{resource.Name}' has no password; the local host runs no Redis without one.");
        var folder = services.State.Folder;
        instance.Starting([]);
        var data = StoreData.Of(resource, services.State);
        _server = await RedisServer.CreateAsync(
            new RedisOptions
            {
                Name = resource.Name,
                Port = endpoint.Port,
                Password = (await password.GetValueAsync(cancellationToken))!,
                DataFolder = data.Folder,
                RunFolder = folder.Run,
                Persistent = !data.IsThrownAway && resource.HasAnnotationOfType<RedisPersistence>(),
            },
            services.Services.GetRequiredService<IConfiguration>()["AppHost:Directory"]!,
            services.State.Processes,
            instance.Write,
            instance.Supervised,
            services.Time,
            cancellationToken);
        _title = _server.Title;
        await _server.StartAsync(cancellationToken);
    }

    public async Task StopAsync()
    {
        if (_server is not { } server) return;
        instance.Stopping();
        await server.DisposeAsync();
        _server = null;
        instance.Stopped();
    }
}
