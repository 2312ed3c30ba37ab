using System.Net;
using System.Net.Sockets;
using Aspire.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Velro.LocalAspire.Orchestration;
using Velro.LocalAspire.Orchestration.Runners;

namespace Velro.LocalAspire.Tests.Orchestration;

/// <summary>What an application takes of the machine, and gives back.</summary>
public sealed class PlaceTests
{
    [Fact]
    public async Task A_taken_port_ends_the_start_with_its_number_and_the_way_out()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var taken = await Assert.ThrowsAsync<LocalHostException>(() => RunningApplication.StartAsync(
            builder => builder.AddProject<Projects.Sample_Service>("service", launchProfileName: null).WithHttpEndpoint(port),
            "--DcpPublisher:RandomizePorts=false",
            "--LocalHost:PortVariables:service=SAMPLE_PORT"));
        Assert.Equal("port.taken", taken.Code);
        Assert.Contains($"{port}", taken.Message, StringComparison.Ordinal);
        Assert.Contains("SAMPLE_PORT=<port>", taken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_left_of_an_application_under_test()
    {
        string root, serverData;
        int process;
        await using (var running = await RunningApplication.StartAsync(builder =>
        {
            builder.AddPostgres("postgres").WithDataVolume();
            builder.AddProject<Projects.Sample_Service>("service");
        }))
        {
            await running.UntilReadyAsync("postgres");
            await running.UntilReadyAsync("service");
            process = await running.AskProcessIdAsync("service");
            var folder = running.Application.Services.GetRequiredService<LocalState>().Folder;
            (root, serverData) = (folder.Root, folder.ServerData);
            Assert.True(Directory.Exists(Path.Combine(serverData, "postgres")));
        }

        Assert.False(Directory.Exists(root));
        Assert.False(Directory.Exists(serverData));
        Assert.False(Directory.Exists($"/proc/{process}"));
    }

    [Theory]
    [InlineData("", new string[0])]
    [InlineData("  one  two ", new[] { "one", "two" })]
    [InlineData("--name \"two words\" x", new[] { "--name", "two words", "x" })]
    [InlineData("--empty \"\"", new[] { "--empty", "" })]
    [InlineData("--json {\\\"a\\\":1}", new[] { "--json", "{\"a\":1}" })]
    public void A_launch_profiles_command_line_is_split_as_a_shell_would(string line, string[] expected) =>
        Assert.Equal(expected, CommandLineText.Split(line));

    [Fact]
    public void Secrets_of_the_AppHost_do_not_reach_projects_that_do_not_refer_to_them()
    {
        Environment.SetEnvironmentVariable("Parameters__of_this_test", "secret");
        Environment.SetEnvironmentVariable("Velro__OfThisTest", "setting");
        try
        {
            var inherited = InheritedEnvironment.Copy();
            Assert.DoesNotContain("Parameters__of_this_test", inherited.Keys);
            Assert.Equal("setting", inherited["Velro__OfThisTest"]);
        }
        finally
        {
            Environment.SetEnvironmentVariable("Parameters__of_this_test", null);
            Environment.SetEnvironmentVariable("Velro__OfThisTest", null);
        }
    }
}
