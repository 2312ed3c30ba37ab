using System.Buffers;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Velro.LocalAspire.Dashboard.Contract;
using Velro.LocalAspire.Proxy;

namespace Velro.LocalAspire.Dashboard;

/// <summary>
/// Tells the dashboard what the resources do and what they write, and has them do what a person wants (<see cref="HostProtocol"/>).
/// It listens on the loopback interface and answers only to the key of this run.
/// </summary>
internal sealed class ResourceFeed : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly CancellationTokenSource _ending;

    private ResourceFeed(WebApplication web, CancellationTokenSource ending, int port, string key)
    {
        (_web, _ending, Key) = (web, ending, key);
        Address = new Uri($"http://127.0.0.1:{port}");
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>What the dashboard shows.</summary>
    public string Key { get; }

    /// <summary>Begins to listen.</summary>
    public static async Task<ResourceFeed> StartAsync(
        ResourceNotificationService notifications,
        ResourceLoggerService loggers,
        ResourceCommandService commands,
        IServiceProvider services,
        CancellationToken cancellationToken)
    {
        var (port, key) = (Ports.Free(), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
        // An empty builder: no configuration of the AppHost's may change how it works.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port);
            kestrel.AddServerHeader = false;
        });
        builder.Services.AddRoutingCore();
        var web = builder.Build();
        var ending = new CancellationTokenSource();
        web.Use(async (http, next) =>
        {
            if (Shows(http, key)) await next(http);
            else http.Response.StatusCode = StatusCodes.Status401Unauthorized;
        });
        web.MapGet(HostProtocol.Resources, (HttpContext http) => WriteAsync(http, States(ending.Token), ending.Token));
        web.MapGet(HostProtocol.Console, (HttpContext http) => WriteAsync(http, Lines(http.Request.Query["id"].ToString()), ending.Token));
        web.MapPost(HostProtocol.Commands, async Task<JsonHttpResult<CommandOutcome>> (HttpContext http) =>
        {
            var query = http.Request.Query;
            // A person who leaves the page has not taken the command back.
            var result = await commands.ExecuteCommandAsync(query["id"].ToString(), query["name"].ToString(), ending.Token);
            var message = result.Canceled ? "It was ended before." : result.Message;
            return TypedResults.Json(new CommandOutcome(result.Success, message), HostProtocol.Json);
        });
        await web.StartAsync(cancellationToken);
        return new ResourceFeed(web, ending, port, key);

        async IAsyncEnumerable<ResourceState> States([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ended)
        {
            await foreach (var change in notifications.WatchAsync(ended)) yield return ResourceStates.Of(change, services);
        }

        async IAsyncEnumerable<ConsoleLine> Lines(string id)
        {
            await foreach (var batch in loggers.WatchAsync(id))
            {
                foreach (var line in batch) yield return new ConsoleLine(line.LineNumber, line.Content, line.IsErrorMessage);
            }
        }
    }

    /// <summary>Stops to listen.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _web.StopAsync(soon.Token);
        await _web.DisposeAsync();
        _ending.Dispose();
    }

    private static bool Shows(HttpContext http, string key) =>
        CryptographicOperations.FixedTimeEquals(Hash(http.Request.Headers[HostProtocol.KeyHeader].ToString()), Hash(key));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private static async Task WriteAsync<T>(HttpContext http, IAsyncEnumerable<T> values, CancellationToken ending)
    {
        using var left = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, ending);
        http.Response.ContentType = "application/x-ndjson";
        var body = http.Response.BodyWriter;
        try
        {
            // So that who asks knows that it is heard, also while there is nothing to tell.
            await body.FlushAsync(left.Token);
            await foreach (var value in values.WithCancellation(left.Token))
            {
                await using (var json = new Utf8JsonWriter(body)) JsonSerializer.Serialize(json, value, HostProtocol.Json);
                body.Write("\n"u8);
                await body.FlushAsync(left.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The dashboard has gone, or the application ends.
        }
    }
}
