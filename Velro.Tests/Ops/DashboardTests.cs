using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Velro.Tests.Snapshots;

namespace Velro.Tests.Ops;

/// <summary>The dashboards of ops/grafana are what Grafana takes, and ask for nothing that a node or a recording rule does not tell.</summary>
public sealed partial class DashboardTests
{
    private static readonly string Root = Snapshot.RepositoryRoot();

    private static readonly string Folder = Path.Combine(Root, "ops", "grafana", "dashboards");

    public static TheoryData<string> Names =>
    [
        "velro-authorization", "velro-caching", "velro-database", "velro-executive", "velro-security", "velro-sign-in", "velro-slo",
        "velro-technical",
    ];

    [Fact]
    public void There_are_eight_dashboards_each_under_its_own_name()
    {
        var files = Directory.GetFiles(Folder, "*.json").Select(static file => Path.GetFileNameWithoutExtension(file)!).Order();

        Assert.Equal(Names.Select(static row => row.Data).Order(), files);
        Assert.All(Names, static row => Assert.Equal(row.Data, Read(row.Data).GetProperty("uid").GetString()));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Panels_have_their_own_ids_and_places_within_24_columns(string name)
    {
        var panels = Panels(name);
        var cells = panels.SelectMany(Cells).ToList();

        Assert.NotEmpty(panels);
        Assert.Equal(panels.Count, panels.Select(static panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
        Assert.Equal(cells.Count, cells.Distinct().Count());
        Assert.All(cells, static cell => Assert.InRange(cell.X, 0, 23));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_panel_says_what_it_is_in_which_unit_and_asks_the_chosen_source(string name) => Assert.All(Queried(name), static panel =>
    {
        Assert.NotEqual("", panel.GetProperty("title").GetString());
        Assert.NotEqual("", panel.GetProperty("description").GetString());
        Assert.NotEqual("", panel.GetProperty("fieldConfig").GetProperty("defaults").GetProperty("unit").GetString());
        Assert.Equal("${datasource}", panel.GetProperty("datasource").GetProperty("uid").GetString());
        Assert.All(Targets(panel), static target => Assert.Equal("${datasource}", target.GetProperty("datasource").GetProperty("uid").GetString()));
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_query_asks_for_metrics_that_are_exposed_or_recorded(string name)
    {
        var asked = Queried(name).SelectMany(Targets)
            .SelectMany(static target => PromQl.MetricNamesIn(target.GetProperty("expr").GetString()!)).ToHashSet();

        Assert.NotEmpty(asked);
        Assert.Empty(asked.Except(ListedMetrics.Metrics).Except(AlertRules.Recorded));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_link_to_a_runbook_leads_to_one_that_an_alert_names(string name)
    {
        var pages = Rules().SelectMany(static text => RunbookOfAlert().Matches(text)).Select(static match => match.Groups[1].Value).ToHashSet();
        var linked = Queried(name).SelectMany(static panel => panel.GetProperty("links").EnumerateArray())
            .Select(static link => Path.GetFileName(link.GetProperty("url").GetString()!)).ToHashSet();

        Assert.NotEmpty(linked);
        Assert.Empty(linked.Except(pages));
    }

    [Fact]
    public async Task The_files_are_what_their_generator_makes()
    {
        using var check = new Process
        {
            StartInfo = new("node", ["tools/dashboards/build.mjs", "--check"]) { WorkingDirectory = Root, RedirectStandardError = true },
        };
        try
        {
            check.Start();
        }
        catch (Win32Exception)
        {
            Assert.Skip("Node is not installed: the dashboards are not compared with what makes them.");
        }

        var said = await check.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await check.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal((0, ""), (check.ExitCode, said));
    }

    private static JsonElement Read(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, name + ".json")));
        return document.RootElement.Clone();
    }

    private static List<JsonElement> Panels(string name) => [.. Read(name).GetProperty("panels").EnumerateArray()];

    private static IEnumerable<JsonElement> Queried(string name) =>
        Panels(name).Where(static panel => panel.GetProperty("type").GetString() != "row");

    private static IEnumerable<JsonElement> Targets(JsonElement panel) => panel.GetProperty("targets").EnumerateArray();

    private static IEnumerable<(int X, int Y)> Cells(JsonElement panel)
    {
        var place = panel.GetProperty("gridPos");
        var (x, y) = (place.GetProperty("x").GetInt32(), place.GetProperty("y").GetInt32());
        return
            from column in Enumerable.Range(x, place.GetProperty("w").GetInt32())
            from line in Enumerable.Range(y, place.GetProperty("h").GetInt32())
            select (column, line);
    }

    private static IEnumerable<string> Rules() =>
        Directory.GetFiles(Path.Combine(Root, "ops", "prometheus", "rules"), "*.yml").Select(File.ReadAllText);

    [GeneratedRegex("""runbook_url: .*/([a-z-]+\.md)""")]
    private static partial Regex RunbookOfAlert();
}
