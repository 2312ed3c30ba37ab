using System.Collections.Concurrent;
using System.Diagnostics;
using OpenTelemetry.Trace;
using Velro.Tests.Integration;
using Velro.Tests.Integration.Caching;
using Velro.Tests.Stores;
using Velro.Tests.Unit.Tracing;

namespace Velro.Tests.Contract.Tracing;

/// <summary>
/// Checks of a node that keeps no ordinary trace. Whoever listens elsewhere in the process has everything recorded: these tests run alone.
/// </summary>
[CollectionDefinition(nameof(UnrecordedCheckTests), DisableParallelization = true), Collection(nameof(UnrecordedCheckTests))]
public sealed class UnrecordedCheckTests(PostgresFixture postgres)
{
    private const string Restricted =
        """
        insert into policies (name, document) values ('never', '{"effect":"deny","actions":["read"],"resourceTypes":["project"],"condition":"true"}');
        insert into projects (id, owner_id, name) select 'told', id, 'P' from users where id = 'alice';
        """;

    [Fact]
    public async Task A_warm_check_whose_trace_is_not_kept_records_nothing_and_one_that_layer_5_denies_is_kept()
    {
        var database = await postgres.CreateDemoDatabaseAsync();
        await database.RunAsync(Restricted);
        var kept = new KeptSpans();
        await using var api = await Api.StartAsync(database, builder => builder
            .UseSetting("Velro:Tracing:SampleRatio", "0")
            .UseSetting("Velro:Tracing:SlowThreshold", "01:00:00")
            .ConfigureServices(services => services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddProcessor(kept))));
        using var caller = api.CreateCaller();
        Assert.True(await caller.MayAsync("user:alice", "write", "project:told"));
        Assert.False(await caller.MayAsync("user:alice", "read", "project:told"));
        await Eventually.TrueAsync(() => kept.Requests.Count == 1);

        // Warm from here on.
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "Microsoft.AspNetCore",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.None,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        Assert.True(await caller.MayAsync("user:alice", "write", "project:told"));
        Assert.False(await caller.MayAsync("user:alice", "read", "project:told"));
        await Eventually.TrueAsync(() => kept.Requests.Count == 2 && ended.Count >= 2);

        var permitted = ended.First();
        Assert.False(permitted.IsAllDataRequested);
        Assert.Empty(permitted.TagObjects);
        var denied = kept.Requests[1];
        Assert.Equal(("denied", 5, "denied"), (
            denied.GetTagItem("velro.decision"), denied.GetTagItem("velro.decision.layer"), denied.GetTagItem("velro.trace.reason")));
        Assert.DoesNotContain(kept.Of(denied.TraceId), static span => span.Kind != ActivityKind.Server);
    }

    /// <summary>Nobody knew that it would be slow when it asked the database.</summary>
    [Fact]
    public async Task A_check_that_turns_out_to_be_slow_tells_what_it_waited_for()
    {
        var database = await postgres.CreateDemoDatabaseAsync();
        var kept = new KeptSpans();
        await using var api = await Api.StartAsync(database, builder => builder
            .UseSetting("Velro:Tracing:SampleRatio", "0")
            .UseSetting("Velro:Tracing:SlowThreshold", "00:00:00")
            .ConfigureServices(services => services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddProcessor(kept))));
        using var caller = api.CreateCaller();
        await caller.MayAsync("user:alice", "read", "generation:nobody-asked");
        await Eventually.TrueAsync(() => kept.Requests.Count > 0);

        var spans = kept.Of(kept.Requests[0].TraceId);
        Assert.Equal("slow", kept.Requests[0].GetTagItem("velro.trace.reason"));
        Assert.Contains(spans, static span => span.DisplayName == "contexts.batch" && span.Kind == ActivityKind.Client);
        Assert.Contains(spans, static span => span.DisplayName == "velro.contexts.load");
    }
}
