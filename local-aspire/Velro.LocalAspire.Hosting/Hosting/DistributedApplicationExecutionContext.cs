using Velro.LocalAspire.Parameters;

namespace Aspire.Hosting;

/// <summary>Whether the application runs or is published.</summary>
public class DistributedApplicationExecutionContext
{
    private IServiceProvider? _services;

    /// <summary>Runs or publishes; publishing is of the manifest.</summary>
    public DistributedApplicationExecutionContext(DistributedApplicationOperation operation) : this(operation, "manifest") { }

    /// <summary>Runs or publishes with a publisher.</summary>
    public DistributedApplicationExecutionContext(DistributedApplicationOperation operation, string publisherName)
    {
        Operation = operation;
        PublisherName = publisherName;
    }

    /// <summary>Which of both.</summary>
    public DistributedApplicationOperation Operation { get; }

    /// <summary>The publisher.</summary>
    public string PublisherName { get; set; }

    /// <summary>Whether the application is published.</summary>
    public bool IsPublishMode => Operation == DistributedApplicationOperation.Publish;

    /// <summary>Whether the application runs.</summary>
    public bool IsRunMode => Operation == DistributedApplicationOperation.Run;

    /// <summary>The application's services, once it is built.</summary>
    public IServiceProvider Services => _services
        ?? throw new InvalidOperationException("The application is not built yet: its services are there after Build().");

    /// <summary>Where generated parameters stay. Values are asked for only after Build, which has connected the host's own store.</summary>
    internal IParameterStore ParameterStore { get; set; } = new InMemoryParameterStore();

    internal void Connect(IServiceProvider services) => _services = services;
}

/// <summary>What is done with an application.</summary>
public enum DistributedApplicationOperation
{
    /// <summary>It runs here.</summary>
    Run,

    /// <summary>It is described for a deployment.</summary>
    Publish,
}
