using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace Velro.LocalAspire.Dashboard.Components;

/// <summary>
/// Follows something that changes all the time: looks at its version a few times a second, and shows it anew when that is another one.
/// However much arrives, a page is not drawn more often than that.
/// </summary>
public abstract class LiveComponent : ComponentBase, IAsyncDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private long _seen = long.MinValue;
    private string _path = "";

    /// <summary>Where the page is, and what is chosen on it.</summary>
    [Inject] protected NavigationManager Navigation { get; set; } = default!;

    /// <summary>How often it looks.</summary>
    protected virtual TimeSpan Pace => TimeSpan.FromMilliseconds(250);

    /// <summary>The version of what is shown.</summary>
    protected abstract long Version { get; }

    /// <summary>Whether it shows what there was when it was paused.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>Ends with the component.</summary>
    protected CancellationToken Ending => _ending.Token;

    /// <summary>Takes up what is to be shown.</summary>
    protected abstract Task RefreshAsync();

    /// <summary>Takes up what is chosen on the page, which stands in its address.</summary>
    protected virtual Task TakeAddressAsync() => Task.CompletedTask;

    /// <summary>Stays with what is shown now, or goes on.</summary>
    protected async Task PauseAsync(bool isPaused)
    {
        IsPaused = isPaused;
        if (!isPaused) await ShowAsync();
    }

    /// <summary>Shows it now, for another choice of what to show.</summary>
    protected async Task ShowAsync()
    {
        _seen = Version;
        await RefreshAsync();
        StateHasChanged();
    }

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        _path = PathOf(Navigation.Uri);
        Navigation.LocationChanged += OnLocationChanged;
    }

    /// <inheritdoc/>
    protected override Task OnParametersSetAsync() => TakeAddressAsync();

    /// <inheritdoc/>
    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender) _ = FollowAsync();
    }

    /// <summary>Ends following.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_ending.IsCancellationRequested) return;
        Navigation.LocationChanged -= OnLocationChanged;
        await _ending.CancelAsync();
        await EndAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>What else is to be ended.</summary>
    protected virtual ValueTask EndAsync() => ValueTask.CompletedTask;

    // The router sets a page's parameters anew only when one of them has another value.
    private void OnLocationChanged(object? sender, LocationChangedEventArgs change)
    {
        if (PathOf(change.Location) != _path) return;
        _ = InvokeAsync(async () =>
        {
            await TakeAddressAsync();
            StateHasChanged();
        });
    }

    private static string PathOf(string address) => new Uri(address).AbsolutePath;

    private async Task FollowAsync()
    {
        using var timer = new PeriodicTimer(Pace);
        try
        {
            while (await timer.WaitForNextTickAsync(_ending.Token))
            {
                if (IsPaused || _seen == Version) continue;
                await InvokeAsync(ShowAsync);
            }
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
        catch (ObjectDisposedException)
        {
            // So was the browser.
        }
        catch (Exception error)
        {
            // What goes wrong here is the page's fault and is shown as such, not lost with this task.
            await DispatchExceptionAsync(error);
        }
    }
}
