using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Velro.ServiceDefaults;

namespace Velro.Tests.Unit.ServiceDefaults;

/// <summary>A web application with the service defaults on a real Kestrel on loopback.</summary>
internal sealed class DefaultsApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private DefaultsApp(WebApplication app)
    {
        _app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<DefaultsApp> StartAsync(
        Action<WebApplicationBuilder>? configure = null,
        Action<WebApplication>? middleware = null,
        IOperatorGate? operators = null,
        params string[] configuration)
    {
        var builder = WebApplication.CreateBuilder(configuration);
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddServiceDefaults();
        configure?.Invoke(builder);
        var app = builder.Build();
        middleware?.Invoke(app);
        app.MapDefaultEndpoints(operators);
        app.MapGet("/work", static () => "done");
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new DefaultsApp(app);
    }

    public async Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public Task StopAsync() => _app.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}

/// <summary>Knows operators by a header.</summary>
internal sealed class HeaderGate : IOperatorGate
{
    public const string Header = "X-Operator";

    public ValueTask<bool> MayOperateAsync(HttpContext http) => ValueTask.FromResult(http.Request.Headers.ContainsKey(Header));
}
