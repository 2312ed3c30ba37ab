using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Velro.LocalAspire.Tests.Model;

public sealed class NotificationTests : IDisposable
{
    private readonly ResourceNotificationService _notifications;
    private readonly ParameterlessResource _store = new("store");
    private readonly ParameterlessResource _app = new("app");

    public NotificationTests()
    {
        var services = new ServiceCollection()
            .AddSingleton(new DistributedApplicationModel([_store, _app]))
            .AddSingleton(new DistributedApplicationOptions { DisableDashboard = true })
            .BuildServiceProvider();
        _notifications = new(
            NullLogger<ResourceNotificationService>.Instance, new NoLifetime(), services, new ResourceLoggerService());
    }

    public void Dispose() => _notifications.Dispose();

    [Fact]
    public async Task A_state_that_was_reached_before_is_found()
    {
        await StateAsync(_store, KnownResourceStates.Running);
        await _notifications.WaitForResourceAsync("STORE", cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(_notifications.TryGetCurrentState("store", out var current));
        Assert.Equal(HealthStatus.Healthy, current.Snapshot.HealthStatus);
    }

    [Fact]
    public async Task A_wait_ends_with_the_state_and_not_before()
    {
        var waiting = _notifications.WaitForResourceAsync(
            "store", [KnownResourceStates.Finished, KnownResourceStates.Exited], TestContext.Current.CancellationToken);
        await StateAsync(_store, KnownResourceStates.Running);
        Assert.False(waiting.IsCompleted);
        await StateAsync(_store, KnownResourceStates.Exited);
        Assert.Equal("Exited", await waiting);
    }

    [Fact]
    public async Task Every_change_is_watched_once_and_in_order()
    {
        await StateAsync(_store, "0");
        var changes = _notifications.WatchAsync(TestContext.Current.CancellationToken);
        await using var watching = changes.GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await watching.MoveNextAsync());
        for (var i = 1; i <= 100; i++) await StateAsync(_store, $"{i}");
        for (var i = 1; i <= 100; i++)
        {
            Assert.True(await watching.MoveNextAsync());
            Assert.Equal($"{i}", watching.Current.Snapshot.State!.Text);
        }
    }

    [Fact]
    public async Task Healthy_means_all_checks_passed_and_all_handlers_of_ready_are_done()
    {
        _store.Annotations.Add(new HealthCheckAnnotation("check"));
        var waiting = _notifications.WaitForResourceHealthyAsync("store", TestContext.Current.CancellationToken);
        await StateAsync(_store, KnownResourceStates.Running);
        Assert.Equal(HealthStatus.Unhealthy, Current(_store).HealthStatus);
        await _notifications.PublishUpdateAsync(
            _store, snapshot => snapshot with { HealthReports = [new("check", HealthStatus.Healthy, null, null)] });
        var handlers = new TaskCompletionSource();
        await _notifications.PublishUpdateAsync(_store, snapshot => snapshot with { ReadyHandlers = handlers.Task });
        Assert.False(waiting.IsCompleted);
        handlers.SetResult();
        Assert.Equal("store", (await waiting).ResourceId);
    }

    [Fact]
    public async Task Who_waits_for_what_failed_is_told_so_when_nobody_could_restart_it()
    {
        var stopping = _notifications.WaitForResourceHealthyAsync(
            "store", WaitBehavior.StopOnResourceUnavailable, TestContext.Current.CancellationToken);
        var patient = _notifications.WaitForResourceHealthyAsync(
            "store", WaitBehavior.WaitOnResourceUnavailable, TestContext.Current.CancellationToken);
        await StateAsync(_store, KnownResourceStates.FailedToStart);
        Assert.Contains(
            "FailedToStart", (await Assert.ThrowsAsync<DistributedApplicationException>(() => stopping)).Message, StringComparison.Ordinal);
        Assert.False(patient.IsCompleted);
    }

    [Fact]
    public async Task A_resource_that_is_not_there_is_not_waited_for() =>
        await Assert.ThrowsAsync<DistributedApplicationException>(() =>
            _notifications.WaitForResourceHealthyAsync("stroe", TestContext.Current.CancellationToken));

    [Fact]
    public async Task A_completion_with_another_code_fails_the_waiter_and_names_both()
    {
        _app.Annotations.Add(new WaitAnnotation(_store, WaitType.WaitForCompletion));
        var waiting = _notifications.WaitForDependenciesAsync(_app, TestContext.Current.CancellationToken);
        Assert.Equal("Waiting", Current(_app).State!.Text);
        await _notifications.PublishUpdateAsync(_store, snapshot => snapshot with { State = KnownResourceStates.Finished, ExitCode = 3 });
        var wrong = await Assert.ThrowsAsync<DistributedApplicationException>(() => waiting);
        Assert.Contains("'app'", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("'store' to end with exit code 0, but that is Finished with exit code 3", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wait_for_replicas_is_one_for_each()
    {
        _store.Annotations.Add(new ReplicaInstancesAnnotation(["store-1", "store-2"]));
        _app.Annotations.Add(new WaitAnnotation(_store, WaitType.WaitUntilStarted));
        var waiting = _notifications.WaitForDependenciesAsync(_app, TestContext.Current.CancellationToken);
        await _notifications.PublishUpdateAsync(_store, "store-1", snapshot => snapshot with { State = KnownResourceStates.Running });
        Assert.False(waiting.IsCompleted);
        await _notifications.PublishUpdateAsync(_store, "store-2", snapshot => snapshot with { State = KnownResourceStates.Running });
        await waiting;
    }

    [Fact]
    public async Task Disposal_ends_every_wait()
    {
        var waiting = _notifications.WaitForResourceAsync("store", "Never", TestContext.Current.CancellationToken);
        _notifications.Dispose();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    private Task StateAsync(IResource resource, string state) =>
        _notifications.PublishUpdateAsync(resource, snapshot => snapshot with { State = state });

    private CustomResourceSnapshot Current(IResource resource) =>
        _notifications.TryGetCurrentState(resource.Name, out var current) ? current.Snapshot : throw new InvalidOperationException();

    private sealed class ParameterlessResource(string name) : Resource(name);

    private sealed class NoLifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() { }
    }
}
