using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Trace;
using Velro.Tests.Contract.SignIn;
using Velro.Tests.Stores;

namespace Velro.Tests.Security.Secrets;

/// <summary>Nodes of which everything is kept that they say of themselves: logs of every level, spans, and the tags of metrics.</summary>
public sealed class WatchedFixture : SignInFixture
{
    private readonly MeterListener _meters = new();
    private readonly ConcurrentDictionary<string, bool> _tags = new();

    public WatchedFixture(PostgresFixture postgres) : base(postgres)
    {
        _meters.InstrumentPublished = static (instrument, listener) => listener.EnableMeasurementEvents(instrument);
        _meters.SetMeasurementEventCallback<long>((_, _, tags, _) => Keep(tags));
        _meters.SetMeasurementEventCallback<int>((_, _, tags, _) => Keep(tags));
        _meters.SetMeasurementEventCallback<double>((_, _, tags, _) => Keep(tags));
        _meters.Start();
    }

    internal EverythingLog Log { get; } = new();

    internal ConcurrentSpans Spans { get; } = new();

    /// <summary>All that was said, each with where.</summary>
    internal IEnumerable<string> Said()
    {
        Services.GetRequiredService<TracerProvider>().ForceFlush();
        return
        [
            .. Log.Lines.Select(static line => $"log: {line}"), .. Spans.Texts().Select(static text => $"span: {text}"),
            .. _tags.Keys.Select(static tag => $"metric: {tag}"),
        ];
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        _meters.Dispose();
        Log.Dispose();
    }

    protected override void Configure(IWebHostBuilder builder) => builder
        .UseSetting("Logging:LogLevel:Default", "Trace")
        .UseSetting("Logging:LogLevel:Microsoft.AspNetCore", "Trace")
        .UseSetting("Logging:LogLevel:Microsoft.EntityFrameworkCore", "Trace")
        .UseSetting("Logging:LogLevel:OpenIddict", "Trace")
        .UseSetting("Logging:LogLevel:Npgsql", "Trace")
        .UseSetting("OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION", "true")
        .ConfigureServices(services =>
        {
            services.AddSingleton<ILoggerProvider>(Log);
            services.AddOpenTelemetry().WithTracing(tracing => tracing.AddSource("Npgsql").AddInMemoryExporter(Spans));
        });

    private void Keep(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var tag in tags) _tags.TryAdd($"{tag.Key}={tag.Value}", true);
    }
}
