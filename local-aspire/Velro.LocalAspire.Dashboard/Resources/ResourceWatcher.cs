using System.Text.Json;

namespace Velro.LocalAspire.Dashboard.Resources;

/// <summary>Keeps the board as the host says, and asks again when it was not heard.</summary>
internal sealed class ResourceWatcher(HostClient host, ResourceBoard board) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (host.HasHost && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var state in host.WatchResourcesAsync(stoppingToken))
                {
                    board.Take(state);
                    board.Connected(true);
                }
            }
            catch (Exception error) when (error is HttpRequestException or IOException or JsonException)
            {
                // It is asked again, and the pages say that it is not heard.
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            board.Connected(false);
            await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
