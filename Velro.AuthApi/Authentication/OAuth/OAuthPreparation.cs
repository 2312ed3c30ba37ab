using OpenIddict.Abstractions;
using Velro.Data.Pools;
using Velro.Data.Transactions;

namespace Velro.AuthApi.Authentication.OAuth;

/// <summary>
/// Stores the built-in clients when the process starts; until then nobody signs in here. A little later, when there is time for it, has the
/// model of OpenIddict's tables made, for which the first person would wait.
/// </summary>
internal sealed partial class OAuthPreparation(
    [FromKeyedServices(PoolNames.Identity)] Store store,
    BuiltInClients clients,
    IServiceScopeFactory scopes,
    TimeProvider time,
    ILogger<OAuthPreparation> logger) : BackgroundService
{
    private const int SilentAttempts = 5;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ModelDelay = TimeSpan.FromSeconds(5);

    private volatile bool _isDone;

    /// <summary>Whether the clients are as they are to be.</summary>
    public bool IsDone => _isDone;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var attempt = 1; !await TryAsync(StoreAsync, attempt, stoppingToken); attempt++)
            await Task.Delay(RetryDelay, time, stoppingToken);
        await Task.Delay(ModelDelay, time, stoppingToken);
        await TryAsync(MakeModelAsync, attempt: 1, stoppingToken);
    }

    private async Task StoreAsync(CancellationToken cancellation) => _isDone = await store.WriteAsync(clients.StoreAsync, cancellation);

    private async Task MakeModelAsync(CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>().FindByClientIdAsync(BuiltInClients.Web, cancellation);
    }

    private async Task<bool> TryAsync(Func<CancellationToken, Task> work, int attempt, CancellationToken cancellation)
    {
        try
        {
            await work(cancellation);
            return true;
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            if (attempt == SilentAttempts) LogFailing(exception);
            return false;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The built-in clients cannot be stored, and nobody can sign in on this node. It is tried again.")]
    private partial void LogFailing(Exception exception);
}
