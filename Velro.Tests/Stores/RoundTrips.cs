using System.Diagnostics;
using Npgsql;

namespace Velro.Tests.Stores;

/// <summary>
/// Counts the round trips that requests to this process make to one database, as the driver's own tracing tells of them. What runs in the
/// background nobody waits for: polls of the feed, the writing of decision records, what nodes say of themselves.
/// </summary>
internal sealed class RoundTrips : IDisposable
{
    private readonly ActivityListener _listener;
    private int _count;

    public RoundTrips(NpgsqlDataSource database)
    {
        var name = new NpgsqlConnectionStringBuilder(database.ConnectionString).Database;
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "Npgsql",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                var tags = activity.TagObjects.ToDictionary(static tag => tag.Key, static tag => tag.Value?.ToString());
                var text = tags.GetValueOrDefault("db.query.text") ?? tags.GetValueOrDefault("db.statement") ?? "";
                if (text.Length == 0 || IsUnawaited(text) || !IsOfRequest(activity)) return;
                if (tags.GetValueOrDefault("db.namespace") == name || tags.GetValueOrDefault("db.name") == name) Interlocked.Increment(ref _count);
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public int Count => Volatile.Read(ref _count);

    private static bool IsUnawaited(string text) =>
        text.StartsWith("/* velro:feed.", StringComparison.Ordinal) || text.Contains("/* velro:decisions.", StringComparison.Ordinal);

    private static bool IsOfRequest(Activity activity)
    {
        var root = activity;
        while (root.Parent is { } parent) root = parent;
        return root.Kind == ActivityKind.Server;
    }

    public void Dispose() => _listener.Dispose();
}
