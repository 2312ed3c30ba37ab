using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Velro.LocalAspire.Tests.Model;

public sealed class ModelTests
{
    [Theory]
    [InlineData("a", true)]
    [InlineData("api-2", true)]
    [InlineData("", false)]
    [InlineData("2api", false)]
    [InlineData("api_2", false)]
    [InlineData("a--b", false)]
    [InlineData("a-", false)]
    public void A_name_becomes_a_host_name(string name, bool isName)
    {
        var failure = Record.Exception(() => RunModeModel.Builder().AddParameter(name));
        Assert.Equal(isName, failure is null);
        Assert.True(failure is null or ArgumentException);
    }

    [Fact]
    public void A_name_has_at_most_64_characters()
    {
        RunModeModel.Builder().AddParameter(new string('a', 64));
        Assert.Throws<ArgumentException>(() => RunModeModel.Builder().AddParameter(new string('a', 65)));
    }

    [Fact]
    public void A_name_is_unique_regardless_of_case()
    {
        var builder = RunModeModel.Builder();
        builder.AddRedis("cache");
        var wrong = Assert.Throws<DistributedApplicationException>(() => builder.AddParameter("Cache"));
        Assert.Contains("RedisResource 'cache'", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_volume_is_named_by_the_project_in_a_deployment_and_by_the_path_here()
    {
        var published = DistributedApplication.CreateBuilder(["--applicationName", "Velro.AppHost", "--publisher", "manifest"]);
        Assert.Equal("velro.apphost-4de64c9c6c-pg-data", VolumeNameGenerator.Generate(published.AddPostgres("pg"), "data"));

        var running = RunModeModel.Builder();
        var name = VolumeNameGenerator.Generate(running.AddPostgres("pg"), "data");
        Assert.StartsWith("sample.apphost-", name, StringComparison.Ordinal);
        Assert.Contains(running.Configuration["AppHost:PathSha256"]![..10].ToLowerInvariant(), name, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => VolumeNameGenerator.Generate(running.AddRedis("cache"), "-x"));
    }

    [Fact]
    public void A_wait_for_a_database_is_one_for_its_server_too()
    {
        var builder = RunModeModel.Builder();
        var database = builder.AddPostgres("pg").AddDatabase("shop");
        var web = builder.AddProject<WebProject>("web").WaitFor(database);
        Assert.Equal(["pg", "shop"], web.Resource.Annotations.OfType<WaitAnnotation>().Select(wait => wait.Resource.Name));
        Assert.Throws<DistributedApplicationException>(() => web.WaitFor(web));
    }

    [Fact]
    public void A_health_check_needs_an_endpoint_and_says_how_to_get_one()
    {
        var project = RunModeModel.Builder().AddProject<WebProject>("worker", launchProfileName: null);
        var wrong = Assert.Throws<DistributedApplicationException>(() => project.WithHttpHealthCheck("/health"));
        Assert.Contains("WithHttpEndpoint", wrong.Message, StringComparison.Ordinal);
    }
}
