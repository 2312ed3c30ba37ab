namespace Velro.Tests.Ops;

/// <summary>An alert says who is to do what, leads to a page that is there, rests on what is measured, and is tested.</summary>
public sealed class AlertRulesTests
{
    private static readonly string[] Severities = ["critical", "warning", "info"];

    private static readonly string[] Boards =
    [
        "velro-executive", "velro-technical", "velro-security", "velro-caching", "velro-database", "velro-authorization", "velro-sign-in", "velro-slo",
    ];

    private static string Runbooks => Path.Combine(AlertRules.Folder, "..", "runbooks");

    [Fact]
    public void There_are_twenty_five_alerts_or_more_each_of_its_own_name_in_three_severities()
    {
        Assert.True(AlertRules.Alerts.Length >= 25, $"There are {AlertRules.Alerts.Length}.");
        Assert.Equal(AlertRules.Alerts.Length, AlertRules.Alerts.Select(static rule => rule.Alert).Distinct().Count());
        Assert.Equal(Severities.Order(), AlertRules.Alerts.Select(static rule => rule.Labels.GetValueOrDefault("severity", "")).Distinct().Order());
    }

    [Fact]
    public void Each_says_what_is_and_what_it_means()
    {
        Assert.Empty(AlertRules.Alerts
            .Where(static rule => !HasText(rule, "summary") || !HasText(rule, "description"))
            .Select(static rule => rule.Alert));
    }

    [Fact]
    public void Each_leads_to_a_runbook_that_names_it()
    {
        Assert.Empty(AlertRules.Alerts.Where(static rule => !IsExplained(rule)).Select(static rule => rule.Alert));
    }

    [Fact]
    public void Each_that_wakes_somebody_has_a_runbook_of_its_own()
    {
        var pages = AlertRules.Alerts
            .Where(static rule => rule.Labels["severity"] == "critical")
            .GroupBy(static rule => rule.Annotations.GetValueOrDefault("runbook_url"));

        Assert.Empty(pages.Where(static page => page.Count() > 1).Select(static page => page.Key));
    }

    [Fact]
    public void Each_leads_to_a_board()
    {
        const string Prefix = "{{ $externalLabels.grafana }}/d/";

        Assert.Empty(AlertRules.Alerts
            .Where(static rule => rule.Annotations.GetValueOrDefault("dashboard_url") is not { } url
                || !url.StartsWith(Prefix, StringComparison.Ordinal) || !Boards.Contains(url[Prefix.Length..]))
            .Select(static rule => rule.Alert));
    }

    [Fact]
    public void Each_has_a_case_in_which_it_fires_and_one_in_which_it_does_not()
    {
        var cases = AlertRules.Files("tests")
            .SelectMany(File.ReadLines)
            .Select(static line => line.Trim())
            .ToHashSet();

        Assert.Empty(AlertRules.Alerts
            .Where(rule => !cases.Contains($"- name: {rule.Alert} fires") || !cases.Contains($"- name: {rule.Alert} does not fire"))
            .Select(static rule => rule.Alert));
    }

    [Fact]
    public void What_they_name_is_measured_or_recorded()
    {
        var unknown =
            from rule in AlertRules.All
            from name in PromQl.MetricNamesIn(rule.Expr)
            where !ListedMetrics.Metrics.Contains(name) && !AlertRules.Recorded.Contains(name)
            select $"{rule.Alert ?? rule.Record}: {name}";

        Assert.Empty(unknown.Distinct());
    }

    [Fact]
    public void The_labels_that_they_name_are_there()
    {
        var given = AlertRules.All.SelectMany(static rule => rule.Labels.Keys).ToHashSet();
        var unknown =
            from rule in AlertRules.All
            from label in PromQl.LabelNamesIn(rule.Expr)
            where !ListedMetrics.Labels.Contains(label) && !given.Contains(label)
            select $"{rule.Alert ?? rule.Record}: {label}";

        Assert.Empty(unknown.Distinct());
    }

    private static bool HasText(AlertRules.Rule rule, string annotation) => rule.Annotations.GetValueOrDefault(annotation)?.Length > 10;

    private static bool IsExplained(AlertRules.Rule rule)
    {
        const string Prefix = "{{ $externalLabels.runbooks }}/";
        if (rule.Annotations.GetValueOrDefault("runbook_url") is not { } url || !url.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        var page = Path.Combine(Runbooks, url[Prefix.Length..]);
        return File.Exists(page) && File.ReadAllText(page).Contains($"`{rule.Alert}`", StringComparison.Ordinal);
    }
}
