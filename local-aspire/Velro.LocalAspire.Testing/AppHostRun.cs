using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Velro.LocalAspire.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>
/// An AppHost's code, run on a thread of its own. It is held at two places: before its application is built, until the test has said
/// what it wants to say, and before its application starts. It ends with its application.
/// </summary>
internal sealed class AppHostRun : ApplicationObserver, IAsyncDisposable
{
    private readonly Assembly _appHost;
    private readonly string[] _args;
    private readonly Action<DistributedApplicationOptions, HostApplicationBuilderSettings> _configure;
    private readonly CancellationTokenSource _ending = new();
    private readonly TaskCompletionSource<DistributedApplicationBuilder> _builder = NewSource<DistributedApplicationBuilder>();
    private readonly TaskCompletionSource<DistributedApplication> _application = NewSource<DistributedApplication>();
    private readonly TaskCompletionSource _mayBuild = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _mayStart = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool _isDisposed;

    public AppHostRun(
        Assembly appHost, string[] args, Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configure)
    {
        (_appHost, _args, _configure) = (appHost, args, configure);
        var entryPoint = appHost.EntryPoint
            ?? throw new InvalidOperationException($"The assembly '{appHost.GetName().Name}' has no entry point: it is no AppHost.");
        new Thread(() => Execute(entryPoint)) { IsBackground = true, Name = $"{appHost.GetName().Name} under test" }.Start();
    }

    public Task<DistributedApplicationBuilder> WaitForBuilderAsync(CancellationToken cancellationToken) =>
        _builder.Task.WaitAsync(cancellationToken);

    public Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken)
    {
        _mayBuild.TrySetResult();
        return _application.Task.WaitAsync(cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _mayStart.TrySetResult();
        return _started.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Ends the application and waits until the AppHost's code has returned.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _ending.CancelAsync();
        if (_started.Task.IsCompletedSuccessfully && !_ended.Task.IsCompleted)
            (await _application.Task).Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        await _ended.Task.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        // The builder and the application of one run are both disposed by a careful test.
        if (Interlocked.Exchange(ref _isDisposed, true)) return;
        await StopAsync(CancellationToken.None);
        if (_application.Task.IsCompletedSuccessfully) await _application.Task.Result.DisposeAsync();
    }

    public override void Making(DistributedApplicationOptions options, HostApplicationBuilderSettings settings) =>
        TestSettings.Apply(options, settings, _appHost, _args, _configure);

    public override void Building(DistributedApplicationBuilder builder)
    {
        _builder.TrySetResult(builder);
        _mayBuild.Task.WaitAsync(_ending.Token).GetAwaiter().GetResult();
    }

    public override void Built(DistributedApplication application) => _application.TrySetResult(application);

    public override Task WaitForStartAsync(CancellationToken cancellationToken) => _mayStart.Task.WaitAsync(_ending.Token);

    public override void Started() => _started.TrySetResult();

    private static TaskCompletionSource<T> NewSource<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Execute(MethodInfo entryPoint)
    {
        Current = this;
        try
        {
            object?[] args = entryPoint.GetParameters().Length == 0 ? [] : [_args];
            entryPoint.Invoke(null, BindingFlags.DoNotWrapExceptions, null, args, null);
            Fail(new InvalidOperationException(
                $"The AppHost '{_appHost.GetName().Name}' ended without building and running an application."));
        }
        catch (Exception failure)
        {
            Fail(failure);
        }
        finally
        {
            _ended.TrySetResult();
        }
    }

    /// <summary>Tells whoever waits now or later; what has been reached stays reached.</summary>
    private void Fail(Exception failure)
    {
        foreach (var task in new[] { _builder.Task, _application.Task, _started.Task })
            _ = task.ContinueWith(
                failed => failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        _builder.TrySetException(failure);
        _application.TrySetException(failure);
        _started.TrySetException(failure);
    }
}
