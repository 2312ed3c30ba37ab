using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Velro.LocalAspire.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>A builder for an application that a test describes itself.</summary>
internal sealed class TestApplicationBuilder : IDistributedApplicationTestingBuilder
{
    private readonly DistributedApplicationBuilder _builder;
    private DistributedApplication? _application;

    private TestApplicationBuilder(DistributedApplicationBuilder builder) => _builder = builder;

    public ConfigurationManager Configuration => _builder.Configuration;

    public string AppHostDirectory => _builder.AppHostDirectory;

    public Assembly? AppHostAssembly => _builder.AppHostAssembly;

    public IHostEnvironment Environment => _builder.Environment;

    public IServiceCollection Services => _builder.Services;

    public IDistributedApplicationEventing Eventing => _builder.Eventing;

    public DistributedApplicationExecutionContext ExecutionContext => _builder.ExecutionContext;

    public IResourceCollection Resources => _builder.Resources;

    public static IDistributedApplicationTestingBuilder Make(
        string[] args, Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configure, Assembly appHost)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(configure);
        ApplicationObserver.Current = new Settings(args, configure, appHost);
        try
        {
            return new TestApplicationBuilder(new DistributedApplicationBuilder(new DistributedApplicationOptions()));
        }
        finally
        {
            ApplicationObserver.Current = null;
        }
    }

    public IResourceBuilder<T> AddResource<T>(T resource) where T : IResource => _builder.AddResource(resource);

    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource) where T : IResource => _builder.CreateResourceBuilder(resource);

    public DistributedApplication Build() => _application ??= _builder.Build();

    public Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default) => Task.FromResult(Build());

    public async ValueTask DisposeAsync()
    {
        if (_application is not null) await _application.DisposeAsync();
    }

    public void Dispose() => _application?.Dispose();

    /// <summary>Changes the options while the builder is made; the test does the rest itself.</summary>
    private sealed class Settings(
        string[] args, Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configure, Assembly appHost)
        : ApplicationObserver
    {
        public override void Making(DistributedApplicationOptions options, HostApplicationBuilderSettings settings) =>
            TestSettings.Apply(options, settings, appHost, args, configure);

        public override void Building(DistributedApplicationBuilder builder) { }

        public override void Built(DistributedApplication application) { }

        public override Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override void Started() { }
    }
}
