using Microsoft.Extensions.Options;

namespace Velro.AuthApi.Authentication.Tokens;

/// <summary>Keeps the ring of signing keys as it should be. Until it was read for the first time nobody can sign in on this node.</summary>
internal sealed partial class SigningKeyKeeper(
    SigningKeyRing ring, IOptions<TokenOptions> options, TimeProvider time, ILogger<SigningKeyKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private bool _isFailing;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var isDone = await TryRefreshAsync(stoppingToken);
            await Task.Delay(isDone ? options.Value.SigningKeyInterval : RetryDelay, time, stoppingToken);
        }
    }

    private async Task<bool> TryRefreshAsync(CancellationToken cancellation)
    {
        try
        {
            await ring.RefreshAsync(cancellation);
            if (_isFailing) LogRecovered();
            _isFailing = false;
            return true;
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            if (!_isFailing) LogFailing(exception);
            _isFailing = true;
            return false;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The signing keys cannot be read. Those that are known go on to sign and verify.")]
    private partial void LogFailing(Exception exception);

    [LoggerMessage(2, LogLevel.Information, "The signing keys are read again.")]
    private partial void LogRecovered();
}
