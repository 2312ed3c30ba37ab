namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource that can be given command line arguments.</summary>
public interface IResourceWithArgs : IResource;

/// <summary>A resource that listens on endpoints.</summary>
public interface IResourceWithEndpoints : IResource;

/// <summary>A resource that can be given environment variables.</summary>
public interface IResourceWithEnvironment : IResource;

/// <summary>A resource that can wait for others before it starts.</summary>
public interface IResourceWithWaitSupport : IResource;

/// <summary>A resource that is a part of another one.</summary>
public interface IResourceWithParent : IResource
{
    /// <summary>The resource this one is a part of.</summary>
    IResource Parent { get; }
}

/// <summary>A resource that is a part of a <typeparamref name="T"/>.</summary>
public interface IResourceWithParent<out T> : IResourceWithParent where T : IResource
{
    /// <summary>The resource this one is a part of.</summary>
    new T Parent { get; }

    IResource IResourceWithParent.Parent => Parent;
}
