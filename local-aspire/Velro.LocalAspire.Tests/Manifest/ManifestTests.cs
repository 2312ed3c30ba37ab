using System.Reflection;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Velro.LocalAspire.Tests.Manifest;

public sealed class ManifestTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("manifest-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("postgres")]
    [InlineData("redis")]
    [InlineData("parameters")]
    [InlineData("references")]
    [InlineData("endpoints")]
    [InlineData("shop")]
    public async Task A_manifest_is_to_the_byte_what_Aspire_writes(string sample)
    {
        SampleApplications.Root = _folder;
        var written = await WriteAsync(
            SampleApplications.All[sample], "--publisher", "manifest", "--output-path", Path.Combine(_folder, $"{sample}.json"));
        Assert.Equal(Expected(sample), await File.ReadAllTextAsync(written, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_step_writes_what_the_publisher_writes()
    {
        var file = Path.Combine(_folder, "deep", "m.json");
        await WriteAsync(
            builder => builder.AddRedis("redis"), "--operation", "publish", "--step", "publish-manifest", "--output-path", file);
        Assert.Contains("cond-redis-bindings-tcp-tlsenabled-d148d83a",
            await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_that_is_no_json_file_is_a_folder()
    {
        await WriteAsync(_ => { }, "--publisher", "manifest", "--output-path", Path.Combine(_folder, "out"));
        Assert.True(File.Exists(Path.Combine(_folder, "out", "aspire-manifest.json")));
    }

    [Fact]
    public async Task Without_a_path_it_says_what_is_missing()
    {
        var wrong = await Assert.ThrowsAsync<DistributedApplicationException>(() => WriteAsync(_ => { }, "--publisher", "manifest"));
        Assert.Contains("--output-path", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--operation", "publish")]
    [InlineData("--publisher", "docker")]
    [InlineData("--publisher", "manifest", "--step", "deploy")]
    public async Task Publishing_anything_else_says_what_there_is(params string[] args)
    {
        var wrong = await Assert.ThrowsAsync<DistributedApplicationException>(() => WriteAsync(_ => { }, args));
        Assert.Contains("publish-manifest", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void There_is_no_other_operation() => Assert.Contains(
        "'deploy'", Assert.Throws<DistributedApplicationException>(
            () => Builder("--operation", "deploy")).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_failure_leaves_no_half_manifest()
    {
        var file = Path.Combine(_folder, "m.json");
        await Assert.ThrowsAsync<DistributedApplicationException>(() => WriteAsync(
            builder => builder.AddRedis("cache").WithEnvironment(context => context.EnvironmentVariables["X"] = new object()),
            "--publisher", "manifest", "--output-path", file));
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task Handlers_hear_of_the_start_before_the_manifest_is_written()
    {
        var file = await WriteAsync(
            builder => builder.OnBeforeStart((start, _) =>
            {
                start.Model.Resources.Add(new ParameterResource("late", _ => ""));
                return Task.CompletedTask;
            }),
            "--publisher", "manifest", "--output-path", Path.Combine(_folder, "m.json"));
        Assert.Contains("\"late\"", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private async Task<string> WriteAsync(Action<IDistributedApplicationBuilder> describe, params string[] args)
    {
        var builder = Builder(args);
        describe(builder);
        await using var application = builder.Build();
        await application.StartAsync(TestContext.Current.CancellationToken);
        return args.LastOrDefault() ?? _folder;
    }

    private static IDistributedApplicationBuilder Builder(params string[] args) =>
        DistributedApplication.CreateBuilder(["--applicationName", "Sample.AppHost", .. args]);

    private static string Expected(string sample)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream($"{sample}.json")!);
        return reader.ReadToEnd();
    }
}
