using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Velro.LocalAspire.Dashboard;
using Velro.LocalAspire.Dashboard.Contract;
using Velro.LocalAspire.Tests.Orchestration;

namespace Velro.LocalAspire.Tests.Dashboard;

public sealed class ResourceFeedTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_tells_what_resources_do_and_write_and_has_them_do_things_for_who_has_the_key()
    {
        await using var running = await RunningApplication.StartAsync(builder =>
        {
            var secret = builder.AddParameter("secret", "hidden", secret: true);
            builder.AddProject<Projects.Sample_Service>("service")
                .WithReplicas(2).WithEnvironment("SECRET", secret).WithHttpHealthCheck("/health");
        });
        await running.UntilReadyAsync("service");
        await using var feed = await FeedOfAsync(running);
        using var http = new HttpClient { BaseAddress = feed.Address };

        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync());
        http.DefaultRequestHeaders.Add(HostProtocol.KeyHeader, feed.Key[..^1]);
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync());
        http.DefaultRequestHeaders.Remove(HostProtocol.KeyHeader);
        http.DefaultRequestHeaders.Add(HostProtocol.KeyHeader, feed.Key);

        using var states = new StreamReader(await http.GetStreamAsync(HostProtocol.Resources, Stop));
        var replica = await UntilAsync(states, state => state.Id == "service-1" && state.Health == "Healthy");
        Assert.Equal(("service", "Project", "Running"), (replica.Name, replica.Type, replica.State));
        Assert.EndsWith("Sample.Service.csproj", replica.Source, StringComparison.Ordinal);
        Assert.Contains(new ResourceVariable("SECRET", "hidden"), replica.Environment);
        Assert.Equal(["stop", "restart"], replica.Commands.Select(command => command.Name));
        Assert.NotEmpty(replica.Urls);

        using var lines = new StreamReader(await http.GetStreamAsync($"{HostProtocol.Console}?id=service-1", Stop));
        var first = JsonSerializer.Deserialize<ConsoleLine>((await lines.ReadLineAsync(Stop))!, HostProtocol.Json)!;
        Assert.Equal(1, first.Number);

        using var done = await http.PostAsync($"{HostProtocol.Commands}?id=service-1&name=stop", null, Stop);
        Assert.Equal(new CommandOutcome(true, null), await done.Content.ReadFromJsonAsync<CommandOutcome>(HostProtocol.Json, Stop));
        var stopped = await UntilAsync(states, state => state.Id == "service-1" && state.State == "Finished");
        Assert.Equal(["start"], stopped.Commands.Select(command => command.Name));

        using var unknown = await http.PostAsync($"{HostProtocol.Commands}?id=service-1&name=explode", null, Stop);
        Assert.False((await unknown.Content.ReadFromJsonAsync<CommandOutcome>(HostProtocol.Json, Stop))!.Success);

        async Task<HttpStatusCode> AskAsync()
        {
            using var answer = await http.GetAsync(HostProtocol.Resources, Stop);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task A_secret_parameter_is_marked_as_one()
    {
        await using var running = await RunningApplication.StartAsync(builder => builder.AddParameter("secret", "hidden", secret: true));
        await using var feed = await FeedOfAsync(running);
        using var http = new HttpClient { BaseAddress = feed.Address };
        http.DefaultRequestHeaders.Add(HostProtocol.KeyHeader, feed.Key);
        using var states = new StreamReader(await http.GetStreamAsync(HostProtocol.Resources, Stop));
        var secret = await UntilAsync(states, state => state.Id == "secret" && state.Properties.Any(property => property.Name == "Value"));
        Assert.Contains(new ResourceProperty("Value", "hidden", IsSensitive: true), secret.Properties);
    }

    private static Task<ResourceFeed> FeedOfAsync(RunningApplication running)
    {
        var services = running.Application.Services;
        return ResourceFeed.StartAsync(
            running.Notifications,
            services.GetRequiredService<ResourceLoggerService>(),
            running.Application.ResourceCommands,
            services,
            Stop);
    }

    private static async Task<ResourceState> UntilAsync(StreamReader states, Func<ResourceState, bool> condition)
    {
        while (await states.ReadLineAsync(Stop) is { } line)
        {
            if (JsonSerializer.Deserialize<ResourceState>(line, HostProtocol.Json) is { } state && condition(state)) return state;
        }

        throw new InvalidOperationException("The stream has ended.");
    }
}
