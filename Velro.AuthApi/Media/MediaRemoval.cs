using Microsoft.Extensions.Options;
using Velro.AuthApi.Media.Storage;
using Velro.AuthApi.Problems;
using Velro.Data.Media;

namespace Velro.AuthApi.Media;

/// <summary>
/// Removes bytes that nobody refers to: of uploads that failed or were cut off, of media that were replaced, and of generations that are
/// gone. Nobody could read them any more; it only takes their place back.
/// </summary>
internal sealed partial class MediaRemoval(
    IMediaStore store, MediaBlobs blobs, IOptions<MediaOptions> options, TimeProvider time, ILogger<MediaRemoval> logger)
    : BackgroundService
{
    private bool _isFailing;

    /// <summary>Removes what there is to remove now.</summary>
    /// <returns>How many there were.</returns>
    public Task<int> RemoveAsync(CancellationToken cancellation) => blobs.RemoveExpiredAsync(TryDeleteAsync, cancellation);

    private async Task<bool> TryDeleteAsync(Guid id, CancellationToken cancellation)
    {
        try
        {
            await store.DeleteAsync(id, cancellation);
            return true;
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested && exception is not ProblemException)
        {
            LogKept(exception, id);
            return false;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.RemovalInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RemoveAsync(stoppingToken);
                _isFailing = false;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested && exception is not ProblemException)
            {
                // Whatever it is, it must not end the process, and is tried again.
                if (!_isFailing) LogFailing(exception);
                _isFailing = true;
            }
            catch (ProblemException)
            {
                // There is no store, and the rows wait for one.
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Media that nobody refers to cannot be removed; it is tried again.")]
    private partial void LogFailing(Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "The store did not remove {Blob}; it is tried again in an hour.")]
    private partial void LogKept(Exception exception, Guid blob);
}
