using System.Globalization;
using System.Text.RegularExpressions;
using Aspire.Hosting.ApplicationModel;
using Velro.LocalAspire.Processes;

namespace Velro.LocalAspire.Orchestration.Lives;

/// <summary>
/// One process of a resource as others see it: its state, its console log, and a word on the host's console when something happens to
/// it that nobody asked for.
/// </summary>
internal sealed partial class Instance(IResource resource, string id, LogFile log, LifeServices services, Action changed)
{
    // Enough of an exception to see what it is, also when what a program says of its start and its end on the other stream is read later, as it
    // is on a busy machine; the rest is in the log.
    private const int LinesShown = 16;

    private OutputTail _tail = new(LinesShown);

    public string Id => id;

    /// <summary>Takes a line that the process wrote.</summary>
    public void Write(OutputLine line)
    {
        services.Loggers.Append(id, line.Text, line.IsError);
        // Programs are told to colour their lines, which a viewer of the console log shows; in a file the codes are in the way.
        var plain = line with { Text = Colours().Replace(line.Text, "") };
        log.Write(id, plain);
        _tail.Add(plain);
    }

    /// <summary>It is on its way up, with this environment.</summary>
    public void Starting(IEnumerable<KeyValuePair<string, string>> environment)
    {
        _tail = new OutputTail(LinesShown);
        Publish(snapshot => Fresh(snapshot) with
        {
            State = KnownResourceStates.Starting,
            EnvironmentVariables = [.. environment.Select(variable => new EnvironmentVariableSnapshot(variable.Key, variable.Value, true))],
        });
    }

    /// <summary>Takes what its supervisor says.</summary>
    public void Supervised(SupervisionEvent what)
    {
        switch (what)
        {
            // One that ended at once is not said to run: its end is said next.
            case SupervisionEvent.Started { Process.Exited.IsCompleted: true }:
                return;
            case SupervisionEvent.Started started:
                Running(started.Process);
                if (started.IsRestart) services.Report.Say($"{id} runs again (process {started.Process.Id}).");
                return;
            case SupervisionEvent.Ended ended:
                Ended(ended.ExitCode);
                if (ended.ExitCode != 0) services.Report.Say($"{id} ended with exit code {ended.ExitCode}.{LastLines()}");
                return;
            case SupervisionEvent.Restarting restarting:
                Ended(restarting.ExitCode);
                services.Report.Say(
                    $"{id} ended with exit code {restarting.ExitCode}; it is started again in {Seconds(restarting.Delay)} "
                    + $"(attempt {restarting.Attempt}).{LastLines()}");
                return;
            case SupervisionEvent.RestartFailed failed:
                services.Report.Say($"{id} did not start: {failed.Error.Message} Next attempt in {Seconds(failed.Delay)}.");
                return;
        }
    }

    /// <summary>It is being stopped.</summary>
    public void Stopping() => Publish(snapshot => snapshot with { State = KnownResourceStates.Stopping });

    /// <summary>It has been stopped, or was about to start when it was.</summary>
    public void Stopped() => Ended(null);

    private void Running(ChildProcess process)
    {
        Publish(snapshot => Fresh(snapshot) with
        {
            State = new ResourceStateSnapshot(KnownResourceStates.Running, KnownResourceStateStyles.Success),
            StartTimeStamp = process.StartedAt.UtcDateTime,
            Properties = [.. snapshot.Properties.Where(property => property.Name != PidProperty), new(PidProperty, process.Id)],
            Urls = [.. snapshot.Urls.Select(url => url with { IsInactive = false })],
        });
        changed();
    }

    private void Ended(int? exitCode)
    {
        // As Aspire has it: a program finishes, a container exits.
        var state = resource is ProjectResource ? KnownResourceStates.Finished : KnownResourceStates.Exited;
        var style = exitCode is null or 0 ? KnownResourceStateStyles.Info : KnownResourceStateStyles.Error;
        Publish(snapshot => snapshot with
        {
            State = new ResourceStateSnapshot(state, style),
            ExitCode = exitCode ?? snapshot.ExitCode,
            StopTimeStamp = services.Time.GetUtcNow().UtcDateTime,
            Urls = [.. snapshot.Urls.Select(url => url with { IsInactive = true })],
        });
        changed();
        if (services.Notifications.TryGetCurrentState(id, out var current))
            _ = services.Eventing.PublishAsync(
                new ResourceStoppedEvent(resource, services.Services, current), Aspire.Hosting.Eventing.EventDispatchBehavior.NonBlockingSequential);
    }

    private const string PidProperty = "executable.pid";

    /// <summary>A new process has not been asked for its health, and is not ready.</summary>
    private static CustomResourceSnapshot Fresh(CustomResourceSnapshot snapshot) => snapshot with
    {
        ExitCode = null,
        StopTimeStamp = null,
        ReadyHandlers = null,
        HealthReports = [.. snapshot.HealthReports.Select(report => report with { Status = null, Description = null, ExceptionText = null })],
    };

    // Completed when it returns: what is known of one process is kept in memory.
    private void Publish(Func<CustomResourceSnapshot, CustomResourceSnapshot> change) =>
        _ = services.Notifications.PublishUpdateAsync(resource, id, change);

    private string LastLines()
    {
        var lines = _tail.Lines;
        return lines.Count == 0
            ? $" It wrote nothing. Its log: {log.FullName}"
            : string.Concat(lines.Select(line => $"{Environment.NewLine}    {line}")) + $"{Environment.NewLine}    (all of it: {log.FullName})";
    }

    [GeneratedRegex(@"\x1b\[[0-9;]*m", RegexOptions.CultureInvariant)]
    private static partial Regex Colours();

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s");
}
