using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Velro.LocalAspire.Builds;
using Velro.LocalAspire.Hosting;
using Velro.LocalAspire.Orchestration;
using Velro.LocalAspire.Orchestration.Reporting;
using Velro.LocalAspire.Orchestration.Runners;
using Velro.LocalAspire.Processes;

namespace Velro.LocalAspire.Dashboard;

/// <summary>
/// Runs the dashboard, in a process of its own: whatever is sent to it or goes wrong in it, the application does not feel it. It is
/// started again when it ends by itself, and ends with the application.
/// </summary>
internal sealed class LocalDashboard(
    IConfiguration configuration,
    LocalHostSettings settings,
    DistributedApplicationOptions options,
    LocalState state,
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    ResourceCommandService commands,
    StartReport report,
    IServiceProvider services,
    TimeProvider time) : IAsyncDisposable
{
    /// <summary>Turns it off; telemetry then goes to the collector that the AppHost's settings name.</summary>
    public const string SwitchVariable = "VELRO_DASHBOARD";

    private const string TokenKey = "AppHost:BrowserToken";
    private const string Name = "dashboard";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _ending = new();
    private ResourceFeed? _feed;
    private SupervisedProcess? _process;
    private LogFile? _log;
    private Task _starting = Task.CompletedTask;
    private OutputTail _tail = new(10);

    /// <summary>Where it listens; null when it is off.</summary>
    public DashboardPlaces? Places { get; private set; }

    /// <summary>Its process, once it has listened.</summary>
    public int? ProcessId => _process?.Current?.Id;

    /// <summary>Whether it is there, or on its way.</summary>
    public bool IsServed => _process is not null;

    /// <summary>
    /// Begins its start, which nothing waits for: what sends telemetry tries again until it listens. Where it listens stands in the
    /// configuration from now on.
    /// </summary>
    /// <exception cref="LocalHostException">One of its ports is taken.</exception>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        if (!settings.HasDashboard || configuration[SwitchVariable] is "false" or "off" or "0") return;
        if (AppHostMetadata.DashboardProjectOf(options.Assembly) is not { } project) return;
        Places = DashboardPlaces.Of(configuration, settings);
        configuration[ProjectTelemetry.EndpointKey] = Places.OtlpUrl;
        configuration[ProjectTelemetry.ApiKeyKey] ??= NewSecret();
        configuration[TokenKey] ??= NewSecret();
        _feed = await ResourceFeed.StartAsync(notifications, loggers, commands, services, cancellationToken);
        _log = new LogFile(state.Folder.Logs, Name);
        _process = new SupervisedProcess(cancellation => StartOnceAsync(project, cancellation), new RestartPolicy(), OnEvent, time);
        _starting = StartAsync(_process);
    }

    /// <summary>Ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_ending.IsCancellationRequested) return;
        await _ending.CancelAsync();
        await _starting;
        if (_process is not null) await _process.DisposeAsync();
        if (_feed is not null) await _feed.DisposeAsync();
        _log?.Dispose();
        _ending.Dispose();
    }

    private async Task StartAsync(SupervisedProcess process)
    {
        try
        {
            await process.StartAsync(_ending.Token);
            if (process.Current is { Exited.IsCompleted: true }) return;
            report.Say($"Now listening on: {Places!.Url}");
            report.Say($"Login to the dashboard at {Places.Url}/login?t={configuration[TokenKey]}");
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // The application ends before it listened.
        }
        catch (Exception failure)
        {
            // What runs goes on running without it.
            report.Say($"The dashboard did not start: {failure.Message}");
        }
    }

    private async Task<ChildProcess> StartOnceAsync(string project, CancellationToken cancellationToken)
    {
        var assembly = await ProjectOutput.FindAsync(project, AppContext.BaseDirectory, cancellationToken);
        _tail = new OutputTail(10);
        var process = state.Processes.Start(
            new ProcessSpec
            {
                Name = Name,
                FileName = DotNet.Path(),
                Arguments = [assembly],
                Environment = Environment(),
                WorkingDirectory = Path.GetDirectoryName(assembly)!,
                StopGrace = TimeSpan.FromSeconds(3),
                GivesWay = true,
            },
            line =>
            {
                _log!.Write(Name, line);
                _tail.Add(line);
            });
        try
        {
            while (!process.Exited.IsCompleted && !await ListensAsync(Places!.Pages, cancellationToken))
                await Task.WhenAny(process.Exited, Task.Delay(Pause, time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
            return process;
        }
        catch
        {
            await process.StopAsync();
            throw;
        }
    }

    private Dictionary<string, string> Environment()
    {
        var environment = InheritedEnvironment.Copy();
        // The dashboard does not send itself what others send to it.
        foreach (var name in environment.Keys.Where(name => name.StartsWith("OTEL_", StringComparison.Ordinal)).ToList())
            environment.Remove(name);
        environment["ASPNETCORE_ENVIRONMENT"] = environment["DOTNET_ENVIRONMENT"] = "Production";
        environment["Dashboard__ApplicationName"] = ApplicationName();
        environment["Dashboard__Frontend__Port"] = Number(Places!.Pages);
        environment["Dashboard__Frontend__BrowserToken"] = configuration[TokenKey]!;
        environment["Dashboard__Frontend__KeyFolder"] = state.Folder.Folder("dashboard");
        environment["Dashboard__Otlp__GrpcPort"] = Number(Places.OtlpGrpc);
        environment["Dashboard__Otlp__HttpPort"] = Number(Places.OtlpHttp);
        environment["Dashboard__Otlp__PrimaryApiKey"] = configuration[ProjectTelemetry.ApiKeyKey]!;
        environment["Dashboard__ResourceServiceClient__Url"] = _feed!.Address.ToString();
        environment["Dashboard__ResourceServiceClient__ApiKey"] = _feed.Key;
        return environment;
    }

    // As Aspire has it: the AppHost's name without what all AppHosts have in theirs.
    private string ApplicationName()
    {
        var name = AppHostMetadata.ProjectNameOf(options.Assembly) ?? "Application";
        return name.EndsWith(".AppHost", StringComparison.Ordinal) ? name[..^".AppHost".Length] : name;
    }

    private void OnEvent(SupervisionEvent what)
    {
        switch (what)
        {
            case SupervisionEvent.Started { IsRestart: true, Process.Exited.IsCompleted: false }:
                report.Say("The dashboard runs again.");
                return;
            case SupervisionEvent.Restarting restarting:
                report.Say(
                    $"The dashboard ended with exit code {restarting.ExitCode}; it is started again in "
                    + string.Create(CultureInfo.InvariantCulture, $"{restarting.Delay.TotalSeconds:0.#} s. Its log: {_log!.FullName}")
                    + string.Concat(_tail.Lines.Take(3).Select(line => $"{System.Environment.NewLine}    {line}")));
                return;
            case SupervisionEvent.RestartFailed failed:
                report.Say($"The dashboard did not start: {failed.Error.Message}");
                return;
        }
    }

    private static async Task<bool> ListensAsync(int port, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string Number(int port) => port.ToString(CultureInfo.InvariantCulture);

    private static string NewSecret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}
