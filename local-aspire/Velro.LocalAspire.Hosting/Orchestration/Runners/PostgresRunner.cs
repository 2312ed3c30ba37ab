using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Velro.LocalAspire.Orchestration.Lives;
using Velro.LocalAspire.Postgres;

namespace Velro.LocalAspire.Orchestration.Runners;

/// <summary>Runs a Postgres server: an installed one, or the downloaded one.</summary>
internal sealed class PostgresRunner(
    PostgresServerResource resource, AssignedEndpoint endpoint, Instance instance, LifeServices services) : IResourceRunner
{
    private PostgresServer? _server;
    private PostgresBinaries? _binaries;

    public string Description => $"PostgreSQL {_binaries?.Version}, port {endpoint.Port}";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var folder = services.State.Folder;
        instance.Starting([]);
        _binaries ??= await PostgresBinaries.FindAsync(folder.Downloads, services.Report.Say, cancellationToken);
        var data = StoreData.Of(resource, services.State);
        var server = new PostgresServer(
            new PostgresOptions
            {
                Name = resource.Name,
                Port = endpoint.Port,
                UserName = (await resource.UserNameReference.GetValueAsync(cancellationToken))!,
                Password = (await resource.PasswordParameter.GetValueAsync(cancellationToken))!,
                DataFolder = data.Folder,
                Arguments = await ResourceConfiguration.ResolveArgumentsAsync(resource, services.ExecutionContext, null, cancellationToken),
                ThrowAway = data.IsThrownAway,
            },
            _binaries,
            services.State.Processes,
            instance.Write,
            instance.Supervised,
            services.Time);
        _server = server;
        await server.StartAsync(cancellationToken);
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
