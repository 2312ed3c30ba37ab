using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Testing;

namespace Velro.LocalAspire.Tests.Orchestration;

/// <summary>Projects from their first event to their end, as real processes.</summary>
public sealed class ProjectLifeTests
{
    [Fact]
    public async Task Events_come_in_Aspires_order()
    {
        var events = new List<string>();
        await using var running = await RunningApplication.StartAsync(builder =>
        {
            var service = builder.AddProject<Projects.Sample_Service>("service").WithHttpHealthCheck("/health");
            Note<InitializeResourceEvent>(builder.Eventing, service.Resource, events);
            Note<ResourceEndpointsAllocatedEvent>(builder.Eventing, service.Resource, events);
            Note<BeforeResourceStartedEvent>(builder.Eventing, service.Resource, events);
            Note<ResourceReadyEvent>(builder.Eventing, service.Resource, events);
        });
        await running.UntilReadyAsync("service");
        Assert.Equal(
            [nameof(InitializeResourceEvent), nameof(ResourceEndpointsAllocatedEvent), nameof(BeforeResourceStartedEvent), nameof(ResourceReadyEvent)],
            events);
    }

    [Fact]
    public async Task Replicas_share_one_address_and_each_answers()
    {
        await using var running = await RunningApplication.StartAsync(builder =>
            builder.AddProject<Projects.Sample_Service>("service").WithReplicas(3).WithHttpHealthCheck("/health"));
        await running.UntilReadyAsync("service");
        var processes = new HashSet<int>();
        for (var i = 0; i < 9; i++) processes.Add(await running.AskProcessIdAsync("service"));
        Assert.Equal(3, processes.Count);
    }

    [Fact]
    public async Task A_single_process_listens_on_the_address_itself()
    {
        await using var running = await RunningApplication.StartAsync(builder => builder.AddProject<Projects.Sample_Service>("service"));
        await running.UntilReadyAsync("service");
        var address = running.Application.GetEndpoint("service", "http");
        Assert.Equal($"http://localhost:{address.Port}", (await running.AskVariablesAsync("service"))["ASPNETCORE_URLS"]);
    }

    [Fact]
    public async Task A_process_that_crashes_is_started_again_and_its_last_words_are_shown()
    {
        await using var running = await RunningApplication.StartAsync(builder => builder.AddProject<Projects.Sample_Service>("service"));
        await running.UntilReadyAsync("service");
        var before = await running.AskProcessIdAsync("service");

        using var client = running.Application.CreateHttpClient("service");
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.PostAsync("/crash", null, TestContext.Current.CancellationToken));
        await running.UntilAsync("service", snapshot => snapshot.ExitCode == 3);
        await running.UntilReadyAsync("service");

        Assert.NotEqual(before, await running.AskProcessIdAsync("service"));
        Assert.Contains("service ended with exit code 3; it is started again in 0.5 s (attempt 1).", running.Report, StringComparison.Ordinal);
        Assert.Contains($"{Environment.NewLine}    It broke.{Environment.NewLine}", running.Report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_waits_for_a_completion_starts_after_it()
    {
        await using var running = await RunningApplication.StartAsync(builder =>
        {
            var task = builder.AddProject<Projects.Sample_Service>("task").WithArgs("end", "0");
            builder.AddProject<Projects.Sample_Service>("service").WaitForCompletion(task);
        });
        await running.UntilReadyAsync("service");
        Assert.True(running.Notifications.TryGetCurrentState("task", out var task));
        Assert.Equal((KnownResourceStates.Finished, 0), (task.Snapshot.State?.Text, task.Snapshot.ExitCode));
    }

    [Fact]
    public async Task A_task_that_fails_is_not_repeated_and_fails_who_waits_for_it()
    {
        await using var running = await RunningApplication.StartAsync(builder =>
        {
            var task = builder.AddProject<Projects.Sample_Service>("task").WithArgs("end", "7");
            builder.AddProject<Projects.Sample_Service>("service").WaitForCompletion(task);
        });
        await running.UntilAsync("service", snapshot => snapshot.State?.Text == KnownResourceStates.FailedToStart);
        await running.UntilAsync("task", snapshot => snapshot.ExitCode == 7);
        await Eventually.TrueAsync(() => running.Report.Contains("Press Ctrl+C", StringComparison.Ordinal));
        Assert.Contains(
            "The resource 'service' cannot start: it waits for 'task' to end with exit code 0, but that is Finished with exit code 7.",
            running.Report,
            StringComparison.Ordinal);
        Assert.DoesNotContain("started again", running.Report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_waits_for_a_resource_starts_when_the_handlers_of_its_readiness_are_done()
    {
        var isDone = false;
        var wasDone = false;
        await using var running = await RunningApplication.StartAsync(builder =>
        {
            var first = builder.AddProject<Projects.Sample_Service>("first").WithHttpHealthCheck("/health").OnResourceReady(async (_, _, _) =>
            {
                await Task.Yield();
                isDone = true;
            });
            builder.AddProject<Projects.Sample_Service>("second").WaitFor(first).OnBeforeResourceStarted((_, _, _) =>
            {
                wasDone = isDone;
                return Task.CompletedTask;
            });
        });
        await running.UntilReadyAsync("second");
        Assert.True(wasDone);
    }

    [Fact]
    public async Task A_person_starts_stops_and_restarts_what_is_left_to_a_person()
    {
        await using var running = await RunningApplication.StartAsync(builder =>
            builder.AddProject<Projects.Sample_Service>("service").WithExplicitStart());
        await running.UntilAsync("service", snapshot => snapshot.State?.Text == KnownResourceStates.NotStarted);
        await CommandAsync("start");
        await running.UntilReadyAsync("service");
        var first = await running.AskProcessIdAsync("service");

        await CommandAsync("restart");
        await running.UntilReadyAsync("service");
        Assert.NotEqual(first, await running.AskProcessIdAsync("service"));

        await CommandAsync("stop");
        await running.UntilAsync("service", snapshot => snapshot.State?.Text == KnownResourceStates.Finished);

        async Task CommandAsync(string name) => Assert.True(
            (await running.Application.ResourceCommands.ExecuteCommandAsync("service", name, TestContext.Current.CancellationToken)).Success);
    }

    [Fact]
    public async Task Telemetry_is_exported_only_to_a_collector_that_listens()
    {
        await using var running = await RunningApplication.StartAsync(
            builder => builder.AddProject<Projects.Sample_Service>("service"), "--ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL=http://localhost:9");
        await running.UntilReadyAsync("service");
        Assert.DoesNotContain("OTEL_EXPORTER_OTLP_ENDPOINT", (await running.AskVariablesAsync("service")).Keys);
        await Eventually.TrueAsync(() => running.Report.Contains("nothing listens at http://localhost:9", StringComparison.Ordinal));
    }

    private static void Note<T>(IDistributedApplicationEventing eventing, IResource resource, List<string> events)
        where T : IDistributedApplicationResourceEvent =>
        eventing.Subscribe<T>(resource, (_, _) =>
        {
            events.Add(typeof(T).Name);
            return Task.CompletedTask;
        });
}
