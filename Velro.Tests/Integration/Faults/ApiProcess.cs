using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using Npgsql;
using Velro.LocalAspire.Proxy;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.Faults;

/// <summary>The API as a process of its own, which can be killed.</summary>
internal sealed class ApiProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    private ApiProcess(Process process, int port)
    {
        _process = process;
        Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", PostgresFixture.AdminKey);
    }

    /// <summary>Calls it with the administrator's key.</summary>
    public HttpClient Client { get; }

    /// <summary>Starts it, and waits until it is ready.</summary>
    public static async Task<ApiProcess> StartAsync(NpgsqlDataSource database, params (string Name, string Value)[] settings)
    {
        var port = Ports.Free();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Velro.AuthApi.dll")])
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        (string Name, string Value)[] all =
        [
            ("ASPNETCORE_URLS", $"http://127.0.0.1:{port}"),
            ("DOTNET_ENVIRONMENT", "Production"),
            ("Velro__PublicUrl", "https://velro.example"),
            ("Velro__MasterKey", PostgresFixture.MasterKeyText),
            ("Velro__RateLimits__ManagementPerMinute", "1000000"),
            ("ConnectionStrings__velro", database.ConnectionString),
            ("ConnectionStrings__cache", "127.0.0.1:1,connectTimeout=100"),
            .. settings,
        ];
        foreach (var (name, value) in all) start.Environment[name] = value;

        var api = new ApiProcess(new Process { StartInfo = start }, port);
        api._process.OutputDataReceived += (_, line) => api._lines.Enqueue(line.Data ?? "");
        api._process.ErrorDataReceived += (_, line) => api._lines.Enqueue(line.Data ?? "");
        api._process.Start();
        api._process.BeginOutputReadLine();
        api._process.BeginErrorReadLine();
        try
        {
            await Eventually.TrueAsync(api.IsReadyAsync);
            return api;
        }
        catch
        {
            await api.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends SIGKILL: it has no time for anything.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Sends SIGTERM, as a service manager does.</summary>
    public async Task TerminateAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"])) await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        Client.Dispose();
        _process.Dispose();
    }

    private async Task<bool> IsReadyAsync()
    {
        Assert.False(_process.HasExited, $"It ended: {string.Join('\n', _lines)}");
        try
        {
            using var response = await Client.GetAsync(new Uri("/health", UriKind.Relative), TestContext.Current.CancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
