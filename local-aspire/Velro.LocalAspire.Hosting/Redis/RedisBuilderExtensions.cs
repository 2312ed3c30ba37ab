using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting;

/// <summary>Adds Redis servers.</summary>
public static class RedisBuilderExtensions
{
    internal const string Image = "library/redis";
    internal const string Tag = "8.6";

    /// <summary>Adds a server.</summary>
    public static IResourceBuilder<RedisResource> AddRedis(this IDistributedApplicationBuilder builder, string name, int? port) =>
        builder.AddRedis(name, port, null);

    /// <summary>Adds a server; without a password, a generated one stays the same from run to run.</summary>
    public static IResourceBuilder<RedisResource> AddRedis(
        this IDistributedApplicationBuilder builder, string name, int? port = null, IResourceBuilder<ParameterResource>? password = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);

        // A comma in a password would end it: the client's connection string has no way to quote.
        var passwordParameter = password?.Resource
            ?? ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(builder, $"{name}-password", special: false);
        var redis = new RedisResource(name, passwordParameter);
        var check = $"{name}_check";
        builder.Services.AddHealthChecks().AddRedis(_ => ConnectionStrings.Of(redis, redis.PrimaryEndpoint), name: check);
        return builder.AddResource(redis)
            .WithEndpoint(port: port, targetPort: 6379, name: RedisResource.PrimaryEndpointName, scheme: "redis")
            .WithImage(Image, Tag)
            .WithImageRegistry("docker.io")
            .WithHealthCheck(check)
            .WithEntrypoint("/bin/sh")
            .WithEnvironment(context =>
            {
                if (redis.PasswordParameter is { } current) context.EnvironmentVariables["REDIS_PASSWORD"] = current;
            })
            .WithArgs(context => AddCommand(context, redis));
    }

    /// <summary>Keeps the data in a volume, from run to run.</summary>
    public static IResourceBuilder<RedisResource> WithDataVolume(
        this IResourceBuilder<RedisResource> builder, string? name = null, bool isReadOnly = false)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.WithVolume(name ?? VolumeNameGenerator.Generate(builder, "data"), "/data", isReadOnly);
        return isReadOnly ? builder : builder.WithPersistence();
    }

    /// <summary>Keeps the data in a folder.</summary>
    public static IResourceBuilder<RedisResource> WithDataBindMount(
        this IResourceBuilder<RedisResource> builder, string source, bool isReadOnly = false)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(source);
        builder.WithBindMount(source, "/data", isReadOnly);
        return isReadOnly ? builder : builder.WithPersistence();
    }

    /// <summary>Writes the data to disk when so much time has passed and so many keys have changed.</summary>
    public static IResourceBuilder<RedisResource> WithPersistence(
        this IResourceBuilder<RedisResource> builder, TimeSpan? interval = null, long keysChangedThreshold = 1)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var persistence = new RedisPersistence(interval ?? RedisPersistence.DefaultInterval, keysChangedThreshold);
        return builder.WithAnnotation(persistence, ResourceAnnotationMutationBehavior.Replace);
    }

    /// <summary>Chooses the password; null for none.</summary>
    public static IResourceBuilder<RedisResource> WithPassword(
        this IResourceBuilder<RedisResource> builder, IResourceBuilder<ParameterResource>? password)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Resource.SetPassword(password?.Resource);
        return builder;
    }

    /// <summary>Chooses the port that clients connect to.</summary>
    public static IResourceBuilder<RedisResource> WithHostPort(this IResourceBuilder<RedisResource> builder, int? port) =>
        builder.WithEndpoint(RedisResource.PrimaryEndpointName, endpoint => endpoint.Port = port);

    /// <summary>
    /// A shell starts the server, so that the password comes from the environment and stays out of the process list's first form.
    /// </summary>
    private static void AddCommand(CommandLineArgsCallbackContext context, RedisResource redis)
    {
        List<string> command = ["redis-server"];
        if (redis.PasswordParameter is not null) command.AddRange(["--requirepass", "$REDIS_PASSWORD"]);
        if (redis.TryGetLastAnnotation<RedisPersistence>(out var persistence))
            command.AddRange(["--save", persistence.Seconds, persistence.Changes]);
        if (context.ExecutionContext.IsPublishMode)
        {
            context.Args.Add("-c");
            context.Args.Add(string.Join(' ', command));
            return;
        }

        foreach (var word in command) context.Args.Add(word);
    }
}
