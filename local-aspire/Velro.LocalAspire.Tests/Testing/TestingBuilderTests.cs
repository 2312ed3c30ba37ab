using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Velro.LocalAspire.Hosting;

namespace Velro.LocalAspire.Tests.Testing;

public sealed class TestingBuilderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("testing-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task An_AppHost_runs_up_to_the_building_of_its_application()
    {
        await using var builder = await CreateAsync("one");
        Assert.Equal(["secret", "service"], builder.Resources.Select(resource => resource.Name));
        Assert.Equal(Projects.Sample_AppHost.ProjectPath, builder.AppHostDirectory);
        Assert.Equal("Sample.AppHost", builder.Environment.ApplicationName);
    }

    [Fact]
    public async Task It_is_marked_as_a_test()
    {
        await using var builder = await CreateAsync("marks");
        var options = builder.Services.Select(service => service.ImplementationInstance).OfType<DistributedApplicationOptions>().Single();
        Assert.Equal(new LocalHostSettings(RandomizePorts: true, ThrowAwayState: true, HasDashboard: false),
            LocalHostSettings.From(builder.Configuration, options));
    }

    [Fact]
    public async Task What_a_test_says_comes_before_the_marks_and_the_launch_profile()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Sample_AppHost>(
            [.. Publish("own"), "--DcpPublisher:RandomizePorts=false"],
            (options, host) =>
            {
                options.DisableDashboard = false;
                host.Configuration = new ConfigurationManager { ["DOTNET_ENVIRONMENT"] = "Testing", ["ENVIRONMENT"] = "Testing" };
            },
            TestContext.Current.CancellationToken);
        Assert.Equal("Testing", builder.Environment.EnvironmentName);
        Assert.Equal("false", builder.Configuration["DcpPublisher:RandomizePorts"]);
    }

    [Fact]
    public async Task The_launch_profile_counts_as_for_dotnet_run()
    {
        await using var builder = await CreateAsync("profile");
        Assert.True(builder.Environment.IsDevelopment());
    }

    [Fact]
    public async Task A_test_can_add_to_the_application_and_starts_it_itself()
    {
        await using var builder = await CreateAsync("added");
        builder.AddParameter("of-the-test");
        var started = false;
        builder.Eventing.Subscribe<BeforeStartEvent>((_, _) =>
        {
            started = true;
            return Task.CompletedTask;
        });
        await using var application = await builder.BuildAsync(TestContext.Current.CancellationToken);
        Assert.False(started);
        Assert.False(File.Exists(ManifestPath("added")));

        await application.StartAsync(TestContext.Current.CancellationToken);
        Assert.True(started);
        Assert.Contains("of-the-test", await File.ReadAllTextAsync(ManifestPath("added"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_run_side_by_side()
    {
        var names = Enumerable.Range(0, 8).Select(i => $"side-{i}").ToList();
        await Task.WhenAll(names.Select(async name =>
        {
            await using var builder = await CreateAsync(name);
            builder.AddParameter(name);
            await using var application = await builder.BuildAsync(TestContext.Current.CancellationToken);
            await application.StartAsync(TestContext.Current.CancellationToken);
        }));
        foreach (var name in names)
            Assert.Contains($"\"{name}\"", await File.ReadAllTextAsync(ManifestPath(name), TestContext.Current.CancellationToken),
                StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_AppHost_that_fails_says_so_where_it_is_awaited()
    {
        var wrong = await Assert.ThrowsAsync<DistributedApplicationException>(() =>
            DistributedApplicationTestingBuilder.CreateAsync<Projects.Sample_AppHost>(
                ["--operation", "deploy"], TestContext.Current.CancellationToken));
        Assert.Contains("deploy", wrong.Message, StringComparison.Ordinal);

        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Sample_AppHost>(
            ["--publisher", "manifest"], TestContext.Current.CancellationToken);
        await using var application = await builder.BuildAsync(TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<DistributedApplicationException>(() => application.StartAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Disposal_ends_an_AppHost_wherever_it_is()
    {
        await (await CreateAsync("unbuilt")).DisposeAsync();

        var builder = await CreateAsync("unstarted");
        var application = await builder.BuildAsync(TestContext.Current.CancellationToken);
        await application.DisposeAsync();
        Assert.Throws<ObjectDisposedException>(() => application.Services.GetRequiredService<ResourceNotificationService>());
        Assert.False(File.Exists(ManifestPath("unstarted")));
    }

    [Fact]
    public async Task An_assembly_without_an_entry_point_is_no_AppHost() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            DistributedApplicationTestingBuilder.CreateAsync<DistributedApplication>(TestContext.Current.CancellationToken));

    [Fact]
    public async Task A_resource_is_reached_only_after_the_start()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create(Publish("own"));
        builder.AddRedis("cache");
        await using var application = await builder.BuildAsync(TestContext.Current.CancellationToken);
        Assert.Throws<InvalidOperationException>(() => application.GetEndpoint("cache", "tcp"));
    }

    private Task<IDistributedApplicationTestingBuilder> CreateAsync(string name) =>
        DistributedApplicationTestingBuilder.CreateAsync<Projects.Sample_AppHost>(Publish(name), TestContext.Current.CancellationToken);

    private string[] Publish(string name) => ["--publisher", "manifest", "--output-path", ManifestPath(name)];

    private string ManifestPath(string name) => Path.Combine(_folder, $"{name}.json");
}
