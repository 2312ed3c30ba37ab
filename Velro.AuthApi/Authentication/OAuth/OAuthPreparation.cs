using OpenIddict.Abstractions;

namespace Velro.AuthApi.Authentication.OAuth;

/// <summary>
/// Stores the built-in clients when the process starts. Until then nobody signs in here, and who does first need not wait for the model of the
/// tables to be made.
/// </summary>
internal sealed partial class OAuthPreparation(
    IServiceScopeFactory scopes, BuiltInClients clients, TimeProvider time, ILogger<OAuthPreparation> logger) : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private volatile bool _isDone;

    /// <summary>Whether the clients are as they are to be.</summary>
    public bool IsDone => _isDone;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var attempt = 1; !await TryStoreAsync(attempt, stoppingToken); attempt++) await Task.Delay(RetryDelay, time, stoppingToken);
    }

    private async Task<bool> TryStoreAsync(int attempt, CancellationToken cancellation)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await clients.StoreAsync(scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>(), cancellation);
            return _isDone = true;
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            // Another replica that stores the same is met on the first attempts, and no reason to speak.
            if (attempt == 5) LogFailing(exception);
            return false;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The built-in clients cannot be stored. It is tried again; those that were stored before go on to work.")]
    private partial void LogFailing(Exception exception);
}
