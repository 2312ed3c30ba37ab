using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Trace;

namespace Velro.LocalAspire.Integrations.Redis;

/// <summary>Makes the spans of Redis commands part of the host's traces, once per host.</summary>
internal static class RedisTracing
{
    public static void Add(IHostApplicationBuilder builder)
    {
        if (!builder.Properties.TryAdd(typeof(RedisTracing), true)) return;
        builder.Services.TryAddSingleton<RedisCommandSpans>();
        builder.Services.AddOpenTelemetry().WithTracing(static tracing => tracing
            .AddSource(RedisCommandSpans.SourceName)
            .AddProcessor(static services => new RedisSpanProcessor(services.GetRequiredService<RedisCommandSpans>())));
    }
}
