using System.Diagnostics;
using System.Text.Json;
using Velro.LocalAspire.Processes;

namespace Velro.Benchmarks.Load;

/// <summary>Has a load generator's process do jobs, one after the other. The process ends with this one, however that ends.</summary>
internal sealed class LoadClient : IDisposable
{
    private readonly Process _process;

    public LoadClient()
    {
        var start = new ProcessStartInfo(DotNet.Path(), [typeof(LoadClient).Assembly.Location, LoadGenerator.Command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };

        // One thread that sends and receives, with nothing handed to another: the least that a generator written in .NET can take.
        start.Environment["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1";
        start.Environment["DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT"] = "1";
        _process = Process.Start(start)!;
    }

    /// <summary>Does one job.</summary>
    /// <exception cref="InvalidOperationException">The generator ended: its standard error tells why.</exception>
    /// <exception cref="WrongAnswerException">An answer was not what it had to be.</exception>
    public async Task<LoadResult> RunAsync(LoadJob job)
    {
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(job));
        await _process.StandardInput.FlushAsync();
        var line = await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The load generator ended.");
        var result = JsonSerializer.Deserialize<LoadResult>(line)!;
        return result.Wrong == 0 ? result : throw new WrongAnswerException(
            $"{result.Wrong} of {result.Requests} answers were wrong. The first:\n{result.FirstWrong}");
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(5_000)) _process.Kill();
        _process.Dispose();
    }
}

/// <summary>A server answered wrongly, so that it does not matter how fast.</summary>
internal sealed class WrongAnswerException(string message) : Exception(message);
