using System.Diagnostics;
using System.Net;
using System.Runtime.CompilerServices;
using StackExchange.Redis;
using StackExchange.Redis.Profiling;

namespace Velro.LocalAspire.Integrations.Redis;

/// <summary>
/// The Redis commands sent within a span that records, as its children (whether it is exported may be decided when it has ended). A command outside any span, or not answered when its span ends
/// (fire-and-forget), has none: it would be a trace of its own that says nothing.
/// </summary>
internal sealed class RedisCommandSpans
{
    /// <summary>The name under which OpenTelemetry's own instrumentation writes, so that filters on it work with either.</summary>
    public const string SourceName = "OpenTelemetry.Instrumentation.StackExchangeRedis";

    private static readonly ActivitySource Source = new(SourceName);

    // Weak: a span that is dropped without an end takes its session with it.
    private readonly ConditionalWeakTable<Activity, ProfilingSession> _sessions = [];

    /// <summary>Profiles the commands of this connection.</summary>
    public void Watch(IConnectionMultiplexer connection) => connection.RegisterProfiler(SessionOfCurrentSpan);

    /// <summary>Writes the commands of a span that ends.</summary>
    public void Write(Activity parent)
    {
        if (!_sessions.TryGetValue(parent, out var session)) return;
        _sessions.Remove(parent);
        foreach (var command in session.FinishProfiling()) Write(parent, command);
    }

    private ProfilingSession? SessionOfCurrentSpan() => Activity.Current is { IsAllDataRequested: true } span
        ? _sessions.GetValue(span, static _ => new ProfilingSession())
        : null;

    /// <summary>Names as OpenTelemetry's instrumentation gives them by default. Keys and values may be secrets and are left out.</summary>
    private static void Write(Activity parent, IProfiledCommand command)
    {
        using var span = Source.StartActivity(
            command.Command, ActivityKind.Client, parent.Context, [new("db.system", "redis")], startTime: command.CommandCreated);
        if (span is null) return;
        span.SetTag("db.statement", command.Command);
        span.SetTag("db.redis.database_index", command.Db);
        SetServer(span, command.EndPoint);
        span.SetEndTime(command.CommandCreated + command.ElapsedTime);
    }

    private static void SetServer(Activity span, EndPoint? server)
    {
        var (host, port) = server switch
        {
            IPEndPoint address => (address.Address.ToString(), address.Port),
            DnsEndPoint name => (name.Host, name.Port),
            _ => (server?.ToString(), (int?)null),
        };
        span.SetTag("server.address", host);
        span.SetTag("server.port", port);
    }
}
