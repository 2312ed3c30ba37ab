using Aspire.Hosting.ApplicationModel;

namespace Velro.LocalAspire.Orchestration.Lives;

/// <summary>What a person can do with a resource that has processes: start, stop, restart, under Aspire's names.</summary>
internal static class LifeCommands
{
    public const string Start = "start";
    public const string Stop = "stop";
    public const string Restart = "restart";

    public static void AddTo(ResourceLife life)
    {
        Add(life, Start, "Start", HasNotStarted, life.StartAsync);
        Add(life, Stop, "Stop", IsRunning, life.StopAsync);
        Add(life, Restart, "Restart", IsRunning, async cancellationToken =>
        {
            await life.StopAsync(cancellationToken);
            await life.StartAsync(cancellationToken);
        });
    }

    private static void Add(
        ResourceLife life, string name, string displayName, Func<string?, bool> canBeDone, Func<CancellationToken, Task> action)
    {
        // An application that gives a command of the name means its own.
        if (life.Resource.Annotations.OfType<ResourceCommandAnnotation>().Any(command => command.Name == name)) return;
        life.Resource.Annotations.Add(new ResourceCommandAnnotation(
            name,
            displayName,
            context => canBeDone(context.ResourceSnapshot.State?.Text) ? ResourceCommandState.Enabled : ResourceCommandState.Hidden,
            async context =>
            {
                await action(context.CancellationToken);
                return life.Failure is { } failure ? CommandResults.Failure(failure) : CommandResults.Success();
            },
            displayDescription: null,
            parameter: null,
            confirmationMessage: null,
            iconName: null,
            iconVariant: null,
            isHighlighted: true));
    }

    private static bool HasNotStarted(string? state) =>
        state == KnownResourceStates.NotStarted || KnownResourceStates.TerminalStates.Contains(state ?? "");

    private static bool IsRunning(string? state) => state == KnownResourceStates.Running || state == KnownResourceStates.RuntimeUnhealthy;
}
