using System.Diagnostics;
using System.Globalization;
using Velro.LocalAspire.Processes;

namespace Velro.Benchmarks.Topology;

/// <summary>A server that is measured, in a process of its own on the loopback interface.</summary>
/// <param name="process">The process.</param>
/// <param name="port">Where it listens.</param>
internal sealed class ServerProcess(ChildProcess process, int port) : IAsyncDisposable
{
    private static readonly HttpClient Http = new();

    public int Port => port;

    /// <summary>The id of the process.</summary>
    public int Id => process.Id;

    public Uri Address { get; } = new($"http://127.0.0.1:{port}");

    /// <summary>Starts a server and waits until it answers.</summary>
    /// <param name="processes">Ends it when this program is killed.</param>
    /// <param name="spec">What to start.</param>
    /// <param name="port">Where it listens.</param>
    /// <param name="healthPath">What it answers with success when it is ready.</param>
    /// <exception cref="InvalidOperationException">It ended, or is not ready after a minute: the message has its last words.</exception>
    public static async Task<ServerProcess> StartAsync(ProcessHost processes, ProcessSpec spec, int port, string healthPath)
    {
        var tail = new OutputTail();
        var server = new ServerProcess(processes.Start(spec, tail.Add), port);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!await server.IsReadyAsync(healthPath, limit.Token))
        {
            if (!server.HasExited && !limit.IsCancellationRequested)
            {
                await Task.Delay(50);
                continue;
            }

            await server.DisposeAsync();
            throw new InvalidOperationException($"{spec.Name} did not start: {tail}");
        }

        return server;
    }

    /// <summary>What the process has used since its start.</summary>
    public async Task<ServerUsage> UsageAsync() => new(ProcessorTime.Of(Id), await AllocatedAsync());

    /// <summary>The memory of the process that is in the machine's, in bytes.</summary>
    public long WorkingSet
    {
        get
        {
            using var found = Process.GetProcessById(Id);
            return found.WorkingSet64;
        }
    }

    /// <summary>The sum of a metric's series; null: there are none.</summary>
    /// <param name="name">As the exporter of Prometheus writes it.</param>
    /// <param name="label">What a series' labels must hold, such as <c>tier="l0"</c>; null: all count.</param>
    public async Task<double?> MetricAsync(string name, string? label = null)
    {
        using var answer = await Http.GetAsync(new Uri(Address, "/metrics"));
        return answer.IsSuccessStatusCode ? SumOf(await answer.Content.ReadAsStringAsync(), name, label) : null;
    }

    public async ValueTask DisposeAsync() => await process.StopAsync();

    private static double? SumOf(string metrics, string name, string? label)
    {
        double? sum = null;
        foreach (var line in metrics.Split('\n'))
        {
            if (!line.StartsWith(name, StringComparison.Ordinal) || line.Length == name.Length || line[name.Length] is not ('{' or ' ')) continue;
            var labels = line.LastIndexOf('}') + 1;
            if (label is not null && !line[..labels].Contains(label, StringComparison.Ordinal)) continue;
            var value = line[Math.Max(labels, name.Length)..].TrimStart().Split(' ')[0];
            sum = (sum ?? 0) + double.Parse(value, CultureInfo.InvariantCulture);
        }

        return sum;
    }

    private bool HasExited => process.Exited.IsCompleted;

    private async Task<bool> IsReadyAsync(string path, CancellationToken cancellation)
    {
        try
        {
            using var answer = await Http.GetAsync(new Uri(Address, path), cancellation);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>The bytes that the process has allocated, as its metrics tell; null: it is none of .NET's.</summary>
    private Task<double?> AllocatedAsync() => MetricAsync("dotnet_gc_heap_total_allocated_bytes_total");
}

/// <summary>What a process has used.</summary>
/// <param name="Processor">The time of processors, the system's for it included.</param>
/// <param name="Allocated">The bytes that were allocated by .NET, as far as they are known.</param>
internal readonly record struct ServerUsage(TimeSpan Processor, double? Allocated);
