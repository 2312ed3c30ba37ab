using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Velro.LocalAspire.Tests.Manifest;

/// <summary>
/// Applications in Aspire's API, each for a corner of the manifest. The files in <c>Expected</c> are what Aspire 13.5.2 itself wrote
/// for them: this file, compiled against the published packages, with the arguments of <see cref="ManifestTests"/>.
/// </summary>
public static class SampleApplications
{
    public static string Root { get; set; } = "/";

    public static IReadOnlyDictionary<string, Action<IDistributedApplicationBuilder>> All { get; } =
        new Dictionary<string, Action<IDistributedApplicationBuilder>>
        {
            ["postgres"] = Postgres,
            ["redis"] = Redis,
            ["parameters"] = Parameters,
            ["references"] = References,
            ["endpoints"] = Endpoints,
            ["shop"] = Shop,
        };

    private static void Postgres(IDistributedApplicationBuilder builder)
    {
        var user = builder.AddParameter("user");
        var password = builder.AddParameter("pass-word", secret: true);
        var one = builder.AddPostgres("one").WithDataVolume();
        one.AddDatabase("catalog");
        one.AddDatabase("orders", "order=s db");
        builder.AddPostgres("two", user, password, port: 5433).WithDataVolume("kept", isReadOnly: true).AddDatabase("ledger");
        builder.AddPostgres("old").WithImageTag("17.6-alpine").WithDataVolume().WithHostPort(6000);
        builder.AddPostgres("mine").WithImage("ghcr.io/acme/pg:9").WithVolume("/anon").WithArgs("-c", "max_connections=7");
        builder.AddPostgres("bind").WithDataBindMount(Path.Combine(Root, "data")).WithPassword(password).WithUserName(user);
    }

    private static void Redis(IDistributedApplicationBuilder builder)
    {
        builder.AddRedis("redis");
        builder.AddRedis("basketcache").WithDataVolume().WithPersistence(TimeSpan.FromMinutes(5), 100);
        builder.AddRedis("frozen", 7000).WithDataVolume("ice", isReadOnly: true);
        builder.AddRedis("open").WithPassword(null).WithDataBindMount(Path.Combine(Root, "data"));
        builder.AddRedis("given", password: builder.AddParameter("redis-secret", secret: true)).WithHostPort(7001).WithPersistence();
    }

    private static void Parameters(IDistributedApplicationBuilder builder)
    {
        builder.AddParameter("plain");
        builder.AddParameter("secret", secret: true);
        builder.AddParameter("fixed", "a \"quoted\" value & more", publishValueAsDefault: true);
        builder.AddParameter("hidden", "never published");
        builder.AddParameter("called", () => "later", publishValueAsDefault: true).WithDescription("Said **later**.", enableMarkdown: true);
        builder.AddParameterFromConfiguration("configured", "Some:Key", secret: true);
        builder.AddParameter("generated", new GenerateParameterDefault
        {
            MinLength = 43,
            Special = false,
            Lower = false,
            MinUpper = 2,
            MinNumeric = 1,
        }, secret: true, persist: true);
        builder.AddParameter("numbers", new GenerateParameterDefault { Upper = false, Numeric = true, MinLower = 3, MinSpecial = 2 });
    }

    private static void References(IDistributedApplicationBuilder builder)
    {
        var postgres = builder.AddPostgres("postgres");
        var database = postgres.AddDatabase("my-db");
        var cache = builder.AddRedis("cache");
        var key = builder.AddParameter("api-key", secret: true);
        var api = builder.AddProject<WebProject>("api").WithReference(database).WithReference(cache, "l2");
        var worker = builder.AddProject<WorkerProject>("worker")
            .WithReference(api)
            .WithReference(postgres)
            .WithReference(database, connectionName: "9lives", optional: true)
            .WithReference("out-side", new Uri("https://example.org/base"))
            .WithEnvironment("TEXT", "a{b}c")
            .WithEnvironment("CALLED", () => "called")
            .WithEnvironment("KEY", key)
            .WithEnvironment("URL", api.GetEndpoint("http"))
            .WithEnvironment("HOST", api.GetEndpoint("https").Property(EndpointProperty.HostAndPort))
            .WithEnvironment("DB", database)
            .WithEnvironment("MIXED", $"{{json}}:{key}:{key:uri}:{api.GetEndpoint("http")}:{"a b":uri}")
            .WithEnvironment("TLS",
                cache.Resource.PrimaryEndpoint.GetTlsValue(ReferenceExpression.Create($"on-{key}"), ReferenceExpression.Create($"off")))
            .WithEnvironment(
                context => context.EnvironmentVariables["BY_CALLBACK"] = context.ExecutionContext.IsPublishMode ? "publish" : "run")
            .WithArgs("--text", "{x}")
            .WithArgs("--key", key, api.GetEndpoint("http"), 42);
        builder.AddProject<WebProject>("front")
            .WithReference(api.GetEndpoint("https"))
            .WithReference(worker)
            .WithReference(api, "named-api")
            .WithEnvironment("PG_PASSWORD", postgres.Resource.PasswordParameter);
    }

    private static void Endpoints(IDistributedApplicationBuilder builder)
    {
        builder.AddProject<WebProject>("web").WithExternalHttpEndpoints().WithReplicas(3).WithHttpHealthCheck("/health");
        builder.AddProject<SecureProject>("secure").DisableForwardedHeaders();
        builder.AddProject<WorkerProject>("bare");
        builder.AddProject<WorkerProject>("worker").WithHttpEndpoint().WithExternalHttpEndpoints();
        builder.AddProject<WorkerProject>("many")
            .WithHttpEndpoint(port: 1000, name: "first", env: "FIRST_PORT")
            .WithHttpEndpoint(targetPort: 1001, name: "second")
            .WithHttpsEndpoint(name: "third")
            .WithEndpoint(name: "grpc", scheme: "http", isExternal: true)
            .WithEndpoint("grpc", endpoint => endpoint.Transport = "http2")
            .WithEndpoint(port: 1002, scheme: "tcp", name: "raw", isProxied: false);
        builder.AddProject<WebProject>("without", launchProfileName: null);
        builder.AddProject<WebProject>("second-profile", "plain");
        builder.AddProject<WebProject>("left-out").ExcludeFromManifest();
        builder.AddProject<WebProject>("own").WithManifestPublishingCallback(context => context.Writer.WriteString("type", "own.v0"));
        builder.AddProject<WebProject>("changed")
            .WithEndpoint("http", endpoint => endpoint.ExcludeReferenceEndpoint = true)
            .WithHttpEndpoint(port: 1003)
            .WithHttpsEndpoint(targetPort: 1004);
        builder.AddProject<WorkerProject>("reader").WithReference(builder.CreateResourceBuilder<ProjectResource>("changed"));
    }

    private static void Shop(IDistributedApplicationBuilder builder)
    {
        var database = builder.AddPostgres("postgres").WithDataVolume().AddDatabase("shop");
        var cache = builder.AddRedis("cache").WithDataVolume();
        var migrations = builder.AddProject<WorkerProject>("migrations").WithReference(database).WaitFor(database);
        var api = builder.AddProject<WebProject>("api")
            .WithReference(database)
            .WithReference(cache)
            .WaitForCompletion(migrations)
            .WaitFor(cache)
            .WithReplicas(2)
            .WithExternalHttpEndpoints();
        builder.AddProject<WorkerProject>("jobs").WithReference(api).WaitForStart(api).WithExplicitStart().WithParentRelationship(api)
            .WithUrlForEndpoint("http", url => url.DisplayText = "Jobs");
    }

    private static LaunchSettings Settings(params (string Name, string? Url)[] profiles) => new()
    {
        Profiles = profiles.ToDictionary(
            profile => profile.Name,
            profile => new LaunchProfile { CommandName = "Project", ApplicationUrl = profile.Url }),
    };

    private sealed class WebProject : IProjectMetadata
    {
        public string ProjectPath => Path.Combine(Root, "Web", "Web.csproj");

        public LaunchSettings LaunchSettings => Settings(("http", "http://localhost:5000"), ("plain", null));
    }

    private sealed class SecureProject : IProjectMetadata
    {
        public string ProjectPath => Path.Combine(Root, "Secure", "Secure.csproj");

        public LaunchSettings LaunchSettings => Settings(("https", "https://localhost:5001;http://localhost:5002"));
    }

    private sealed class WorkerProject : IProjectMetadata
    {
        public string ProjectPath => Path.Combine(Root, "Worker", "Worker.csproj");

        public LaunchSettings LaunchSettings => Settings(("worker", null));
    }
}
