namespace Aspire.Hosting.ApplicationModel;

/// <summary>The states of resources.</summary>
public static class KnownResourceStates
{
    /// <summary>Left to a person to start.</summary>
    public static readonly string NotStarted = nameof(NotStarted);

    /// <summary>Waits for others.</summary>
    public static readonly string Waiting = nameof(Waiting);

    /// <summary>On the way up.</summary>
    public static readonly string Starting = nameof(Starting);

    /// <summary>Up; health is apart.</summary>
    public static readonly string Running = nameof(Running);

    /// <summary>Could not be started.</summary>
    public static readonly string FailedToStart = nameof(FailedToStart);

    /// <summary>What runs it is not healthy.</summary>
    public static readonly string RuntimeUnhealthy = nameof(RuntimeUnhealthy);

    /// <summary>On the way down.</summary>
    public static readonly string Stopping = nameof(Stopping);

    /// <summary>Ended.</summary>
    public static readonly string Exited = nameof(Exited);

    /// <summary>Ended, its work done.</summary>
    public static readonly string Finished = nameof(Finished);

    /// <summary>The states that do not change by themselves.</summary>
    public static readonly IReadOnlyList<string> TerminalStates = [Finished, FailedToStart, Exited];
}

/// <summary>How the dashboard paints a state.</summary>
public static class KnownResourceStateStyles
{
    /// <summary>Good.</summary>
    public static readonly string Success = "success";

    /// <summary>Bad.</summary>
    public static readonly string Error = "error";

    /// <summary>Neither.</summary>
    public static readonly string Info = "info";

    /// <summary>To be looked at.</summary>
    public static readonly string Warn = "warning";
}

/// <summary>The names of facts that the dashboard knows.</summary>
public static class CustomResourceKnownProperties
{
    /// <summary>What it is made from: a project, an image, a configuration key.</summary>
    public static string Source { get; } = "resource.source";

    /// <summary>The connection string.</summary>
    public static string ConnectionString { get; } = "resource.connectionString";
}
