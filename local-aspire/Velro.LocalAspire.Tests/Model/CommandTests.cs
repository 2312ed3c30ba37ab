using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace Velro.LocalAspire.Tests.Model;

public sealed class CommandTests
{
    [Fact]
    public async Task A_command_is_executed_for_each_replica_and_its_failure_is_told()
    {
        var executed = new List<string>();
        var (commands, resource) = Application(builder => builder.WithCommand("clear", "Clear", context =>
        {
            lock (executed) executed.Add(context.ResourceName);
            return Task.FromResult(context.ResourceName == "web-2" ? CommandResults.Failure("busy") : CommandResults.Success());
        }));
        resource.Annotations.Add(new ReplicaInstancesAnnotation(["web-1", "web-2"]));
        var result = await commands.ExecuteCommandAsync(resource, "clear", TestContext.Current.CancellationToken);
        Assert.Equal(["web-1", "web-2"], executed.Order());
        Assert.Equal("busy", result.Message);
    }

    [Fact]
    public async Task What_a_command_throws_is_its_failure()
    {
        var (commands, resource) = Application(builder => builder.WithCommand(
            "clear", "Clear", _ => throw new InvalidOperationException("no")));
        var result = await commands.ExecuteCommandAsync(resource, "clear", TestContext.Current.CancellationToken);
        Assert.False(result.Success);
        Assert.Equal("no", result.Message);
    }

    [Fact]
    public async Task A_command_of_the_same_name_takes_the_place_of_the_first()
    {
        var (commands, resource) = Application(builder => builder
            .WithCommand("clear", "Clear", _ => Task.FromResult(CommandResults.Failure("first")))
            .WithCommand("clear", "Clear", _ => Task.FromResult(CommandResults.Success("second"))));
        Assert.Equal("second", (await commands.ExecuteCommandAsync(resource, "clear", TestContext.Current.CancellationToken)).Message);
    }

    [Fact]
    public async Task What_is_not_there_is_named()
    {
        var (commands, resource) = Application(_ => { });
        var command = await commands.ExecuteCommandAsync(resource, "claer", TestContext.Current.CancellationToken);
        var unknown = await commands.ExecuteCommandAsync("wbe", "clear", TestContext.Current.CancellationToken);
        Assert.Contains("'claer'", command.Message, StringComparison.Ordinal);
        Assert.Contains("'wbe'", unknown.Message, StringComparison.Ordinal);
    }

    private static (ResourceCommandService Commands, IResource Resource) Application(Action<IResourceBuilder<ProjectResource>> describe)
    {
        // Publishing needs no orchestrator, and commands are the same in both.
        var builder = DistributedApplication.CreateBuilder(["--publisher", "manifest"]);
        var web = builder.AddProject<WebProject>("web");
        describe(web);
        return (builder.Build().Services.GetRequiredService<ResourceCommandService>(), web.Resource);
    }
}
