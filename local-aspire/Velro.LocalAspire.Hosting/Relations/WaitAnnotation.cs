namespace Aspire.Hosting.ApplicationModel;

/// <summary>That a resource starts only when another has come so far.</summary>
public sealed class WaitAnnotation(IResource resource, WaitType waitType, int exitCode = 0) : IResourceAnnotation
{
    /// <summary>The other resource.</summary>
    public IResource Resource { get; } = resource ?? throw new ArgumentNullException(nameof(resource));

    /// <summary>How far.</summary>
    public WaitType WaitType { get; } = waitType;

    /// <summary>What to do when the other cannot come so far; null for the application's default.</summary>
    public WaitBehavior? WaitBehavior { get; init; }

    /// <summary>The exit code that <see cref="WaitType.WaitForCompletion"/> accepts.</summary>
    public int ExitCode { get; } = exitCode;
}

/// <summary>How far another resource must have come.</summary>
public enum WaitType
{
    /// <summary>Running, healthy and ready.</summary>
    WaitUntilHealthy,

    /// <summary>Ended with the expected exit code.</summary>
    WaitForCompletion,

    /// <summary>Running.</summary>
    WaitUntilStarted,
}

/// <summary>What a waiting resource does when the other ended or failed.</summary>
public enum WaitBehavior
{
    /// <summary>It waits on: the other may be started again.</summary>
    WaitOnResourceUnavailable,

    /// <summary>It fails to start.</summary>
    StopOnResourceUnavailable,
}
