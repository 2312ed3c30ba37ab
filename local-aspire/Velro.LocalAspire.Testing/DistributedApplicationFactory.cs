using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>Starts an AppHost in tests; derived classes change its application on the way.</summary>
public class DistributedApplicationFactory : IDisposable, IAsyncDisposable
{
    private readonly Type _entryPoint;
    private readonly string[] _args;
    private IDistributedApplicationTestingBuilder? _builder;
    private DistributedApplication? _application;

    /// <summary>Names an AppHost by any of its types.</summary>
    public DistributedApplicationFactory(Type entryPoint) : this(entryPoint, []) { }

    /// <summary>Names an AppHost by any of its types, with a command line.</summary>
    public DistributedApplicationFactory(Type entryPoint, string[] args)
    {
        ArgumentNullException.ThrowIfNull(entryPoint);
        ArgumentNullException.ThrowIfNull(args);
        (_entryPoint, _args) = (entryPoint, args);
    }

    /// <summary>Starts the application.</summary>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        _builder ??= await DistributedApplicationTestingBuilder.CreateAsync(_entryPoint, _args, OnBuilderCreating, cancellationToken);
        if (_application is null)
        {
            _application = await _builder.BuildAsync(cancellationToken);
            OnBuilt(_application);
        }

        await _application.StartAsync(cancellationToken);
    }

    /// <summary>A client of a resource's endpoint: of <c>https</c>, else of <c>http</c>, when none is named.</summary>
    public HttpClient CreateHttpClient(string resourceName, string? endpointName = null) =>
        Started.CreateHttpClient(resourceName, endpointName);

    /// <summary>The connection string of a resource.</summary>
    public ValueTask<string?> GetConnectionString(string resourceName) => Started.GetConnectionStringAsync(resourceName);

    /// <summary>The address of a resource's endpoint: of <c>https</c>, else of <c>http</c>, when none is named.</summary>
    public Uri GetEndpoint(string resourceName, string? endpointName = null) => Started.GetEndpoint(resourceName, endpointName);

    /// <summary>Ends the application.</summary>
    public virtual void Dispose()
    {
        DisposeAsync().AsTask().GetAwaiter().GetResult();
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends the application.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        if (_builder is not null) await _builder.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>The builder is about to be made.</summary>
    protected virtual void OnBuilderCreating(
        DistributedApplicationOptions applicationOptions, HostApplicationBuilderSettings hostOptions)
    { }

    /// <summary>The application is built.</summary>
    protected virtual void OnBuilt(DistributedApplication application) { }

    private DistributedApplication Started =>
        _application ?? throw new InvalidOperationException("The application is not started: call StartAsync first.");
}
