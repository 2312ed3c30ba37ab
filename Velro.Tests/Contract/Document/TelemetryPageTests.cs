using System.Diagnostics.Metrics;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Velro.Tests.Snapshots;
using Velro.Tests.Stores;
using Velro.Tests.Unit;
using Velro.Warmer.Compaction;
using Velro.Warmer.Views;
using Velro.Warmer.Warming;

namespace Velro.Tests.Contract.Document;

/// <summary>
/// The page of metrics and a running node say the same. Meters belong to the process, and other tests make some of the same names: this one runs
/// alone.
/// </summary>
[CollectionDefinition(nameof(TelemetryPageTests), DisableParallelization = true), Collection(nameof(TelemetryPageTests))]
public sealed partial class TelemetryPageTests(PostgresFixture postgres)
{
    private const string TheWarmer = "The warmer";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_node_exposes_is_listed_and_what_is_listed_is_exposed()
    {
        var (listed, registered) = (Listed(), new HashSet<string>());
        using var meters = new TestMeterFactory();
        using var listener = Listen(registered);
        RegisterWarmer(meters);
        await using var api = await Api.StartAsync(
            await postgres.CreateDemoDatabaseAsync(), static builder => builder.UseSetting("Velro:PublicUrl", "http://localhost"));
        await ExerciseAsync(api);
        using var scraper = api.CreateCaller(key: null);

        // A part's health is looked at a second after the start, and a scrape may be some hundred milliseconds old.
        var (expected, text) = (listed.Where(static one => !one.IsRare && one.Section != TheWarmer).Select(static one => one.Exposed).ToHashSet(), "");
        for (var look = 0; look < 100 && !expected.IsSubsetOf(Families(text)); look++)
        {
            await Task.Delay(100, Cancellation);
            text = await scraper.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation);
        }

        Assert.Empty(expected.Except(Families(text)));

        Assert.Empty(Families(text).Where(static name => !IsOfOthers(name)).Except(listed.Select(static one => one.Exposed)));
        Assert.Empty(registered.Where(IsOurs).Except(listed.Select(static one => one.Name)));
        Assert.Empty(listed.Select(static one => one.Name).Where(IsOurs).Except(registered));
        Assert.DoesNotContain(Values(text), value => !IsBounded(value, listed));
    }

    /// <summary>That a test can fail is a part of it.</summary>
    [Theory]
    [InlineData("velro_keys_refused_total", "error_type", "invalid", true)]
    [InlineData("velro_keys_refused_total", "error_type", "vk_123", false)]
    [InlineData("velro_db_query_duration_seconds_count", "velro_db_query", "accounts.find", true)]
    [InlineData("velro_db_query_duration_seconds_count", "velro_db_query", "019ab3c4-7d5e-7f60-8a91-b2c3d4e5f6ff", false)]
    [InlineData("velro_traces_dropped_total", "velro_user", "alice", false)]
    public void A_value_that_is_not_listed_or_looks_like_an_id_is_found(string sample, string label, string value, bool isBounded) =>
        Assert.Equal(isBounded, IsBounded((sample, label, value), Listed()));

    private static async Task ExerciseAsync(Api api)
    {
        using var caller = api.CreateCaller();
        await caller.MayAsync("user:alice", "read", "generation:listed");
        await caller.MayAsync("user:alice", "read", "generation:listed");
        using (var team = new StringContent("""{"name":"Listed"}""", MediaTypeHeaderValue.Parse("application/json")))
            (await caller.PostAsync(new Uri("/v1/teams", UriKind.Relative), team, Cancellation)).Dispose();

        using var stranger = api.CreateCaller(key: null);
        (await stranger.GetAsync(new Uri("/media/g/original?user=u&expires=1&signature=s", UriKind.Relative), Cancellation)).Dispose();
        using var form = new FormUrlEncodedContent(
            [new("grant_type", "password"), new("client_id", "velro-cli"), new("username", "nobody@example.com"), new("password", "a passphrase")]);
        (await stranger.PostAsync(new Uri("/connect/token", UriKind.Relative), form, Cancellation)).Dispose();
        foreach (var wrong in new[] { "vk_wrong", "not.a.token" })
        {
            using var impostor = api.CreateCaller(wrong);
            (await impostor.GetAsync(new Uri("/v1/me", UriKind.Relative), Cancellation)).Dispose();
        }
    }

    private static void RegisterWarmer(IMeterFactory meters)
    {
        _ = new ViewMetrics(meters, TimeProvider.System);
        using var contexts = new ChangedContextWarmer(null!, null!, null!, TimeProvider.System, meters, NullLogger<ChangedContextWarmer>.Instance);
        using var keys = new ServiceKeyWarmer(
            null!, null!, Options.Create(new KeyWarmingOptions()), TimeProvider.System, meters, NullLogger<ServiceKeyWarmer>.Instance);
        using var folding = new ChangeFolding(
            null!, TimeProvider.System, Options.Create(new CompactionOptions()), meters, NullLogger<ChangeFolding>.Instance);
    }

    private static MeterListener Listen(HashSet<string> names)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                lock (names) names.Add(instrument.Name);
            },
        };
        listener.Start();
        return listener;
    }

    private static bool IsOurs(string name) =>
        name.StartsWith("velro.", StringComparison.Ordinal) && !name.StartsWith("velro.test.", StringComparison.OrdinalIgnoreCase);

    /// <summary>What the exporter says of itself and of the process, and a library that is documented elsewhere.</summary>
    private static bool IsOfOthers(string name) =>
        name is "target_info" or "otel_scope_info" || name.StartsWith("aspnetcore_identity_", StringComparison.Ordinal);

    private static HashSet<string> Families(string text) => [.. Family().Matches(text).Select(static match => match.Groups[1].Value)];

    private static IEnumerable<(string Sample, string Label, string Value)> Values(string text) =>
        from sample in Sample().Matches(text)
        from label in Label().Matches(sample.Groups[2].Value)
        select (sample.Groups[1].Value, label.Groups[1].Value, label.Groups[2].Value);

    /// <summary>Whether a value is one of those that are listed, or, where none are, at least a word and no id.</summary>
    private static bool IsBounded((string Sample, string Label, string Value) value, IReadOnlyList<Instrument> listed)
    {
        if (value.Label is "le" || value.Label.StartsWith("otel_scope_", StringComparison.Ordinal)) return true;
        if (listed.SingleOrDefault(one => value.Sample == one.Exposed || value.Sample.StartsWith($"{one.Exposed}_", StringComparison.Ordinal)
            && value.Sample[one.Exposed.Length..] is "_bucket" or "_sum" or "_count") is not { } instrument) return false;
        if (!instrument.Attributes.TryGetValue(value.Label, out var values)) return false;
        return values.Length > 0 ? values.Contains(value.Value) : Word().IsMatch(value.Value);
    }

    private static Instrument[] Listed()
    {
        var (instruments, section) = (new List<Instrument>(), "");
        foreach (var line in new Snapshot("docs/telemetry.md").Read().Split('\n'))
        {
            if (line.StartsWith('#')) section = line.TrimStart('#', ' ');
            if (Row().Match(line) is { Success: true } row && !row.Groups["name"].Value.EndsWith('*'))
                instruments.Add(new Instrument(row.Groups["name"].Value, row.Groups["exposed"].Value, row.Groups["rare"].Success, section.Split(" (")[0])
                {
                    Attributes = AttributesIn(row.Groups["attributes"].Value),
                });
        }

        return [.. instruments];
    }

    private static Dictionary<string, string[]> AttributesIn(string cell) => cell.Split(';')
        .Select(static part => Quoted().Matches(part).Select(static match => match.Groups[1].Value).ToArray())
        .Where(static names => names.Length > 0)
        .ToDictionary(static names => names[0].Replace('.', '_'), static names => names[1..]);

    [GeneratedRegex(@"^\| `(?<name>[^`]+)`(?<rare> †)? \| `(?<exposed>[^`]+)` \| [^|]* \|(?<attributes>[^|]*)\|")]
    private static partial Regex Row();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex("^# TYPE ([^ ]+) ", RegexOptions.Multiline)]
    private static partial Regex Family();

    [GeneratedRegex(@"^(velro_\w+)\{(.*)\} ", RegexOptions.Multiline)]
    private static partial Regex Sample();

    [GeneratedRegex("(\\w+)=\"([^\"]*)\"")]
    private static partial Regex Label();

    [GeneratedRegex(@"^([A-Za-z_]+(\.[A-Za-z_]+)*|[0-9A-Z]{5})$")]
    private static partial Regex Word();

    /// <summary>One row of the page.</summary>
    private sealed record Instrument(string Name, string Exposed, bool IsRare, string Section)
    {
        /// <summary>The values that an attribute may have, by its name in Prometheus; none: they are described.</summary>
        public required Dictionary<string, string[]> Attributes { get; init; }
    }
}
