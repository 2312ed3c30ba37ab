using System.Diagnostics;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>
/// Lets a test take part in the building of an AppHost that it runs in its own process: the AppHost's code creates and builds the
/// application itself, and who started it hears of each step, on the same thread.
/// </summary>
internal static class BuilderDiagnostics
{
    public const string ListenerName = "Aspire.Hosting";
    public const string Constructing = "DistributedApplicationBuilderConstructing";
    public const string Constructed = "DistributedApplicationBuilderConstructed";
    public const string Building = "DistributedApplicationBuilding";
    public const string Built = "DistributedApplicationBuilt";

    public static void Tell(string step, object about)
    {
        // A listener is announced to its observers when it is made: each step makes one, so that observers hear only of steps after they came.
        using var listener = new DiagnosticListener(ListenerName);
        if (listener.IsEnabled(step)) listener.Write(step, about);
    }
}

/// <summary>What can be changed before a builder is made.</summary>
internal sealed record BuilderSettings(DistributedApplicationOptions Options, HostApplicationBuilderSettings Host);
