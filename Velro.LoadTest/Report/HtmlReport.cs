using System.Globalization;
using Velro.LoadTest.Measuring;
using Velro.LoadTest.Results;

namespace Velro.LoadTest.Report;

/// <summary>The report of a run.</summary>
internal static class HtmlReport
{
    public static string Render(LoadResult result)
    {
        var page = new HtmlPage("Velro under load");
        Head(page, result);
        page.Heading("Targets");
        page.Table(["", "Target", "#Wanted", "#Measured", "By"], result.Verdicts.Select(Row));
        page.Heading("Operations, while the rate was held");
        page.Add("<p class=\"soft\">Milliseconds from the intended start to the end of the answer; <i>service</i> is from when it was sent. <i>Per s</i> is what was begun.</p>");
        page.Table(
            ["Operation", "Request", "#Count", "#Per s", "#Errors", "#Mean", "#Service", "#P50", "#P90", "#P95", "#P99", "#P99.9", "#Max"],
            result.Operations.Select(Row));
        page.Heading("Latency by percentile").Plots(LoadPlots.Percentiles(result));
        page.Heading("Latency over time").Plots(LoadPlots.LatencyOverTime(result));
        page.Heading("Traffic").Plots(LoadPlots.Traffic(result));
        page.Heading("The server");
        if (result.ServerSamples.Count == 0) page.Add("<p>It told nothing: its metrics need a key with the scope <code>operations</code>.</p>");
        else page.Plots(ServerPlots.All(result));
        Tail(page, result);
        return page.Render();
    }

    /// <summary>Figures as people read them.</summary>
    public static string Number(double value) => value switch
    {
        0 => "0",
        >= 100 => value.ToString("#,##0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.00", CultureInfo.InvariantCulture),
    };

    private static void Head(HtmlPage page, LoadResult result)
    {
        var settings = result.Settings;
        page.Add("<h1>Velro under load</h1>");
        page.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"<p class=\"soft\">{result.StartedAt:yyyy-MM-dd HH:mm:ss} UTC · {HtmlPage.Text(settings.Address)} · {settings.Users:#,##0} users, {settings.SignedIn:#,##0} of them signed in · {settings.Rate:0.#} arrivals/s ({HtmlPage.Text(settings.Spacing)}), ramp {settings.RampSeconds:0} s, hold {settings.HoldSeconds:0} s · mix {HtmlPage.Text(settings.Mix)}{(settings.Production ? ", production simulated" : "")} · seed {settings.Seed}</p>"));
        page.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"<p class=\"soft\">Generator on {result.Machine.Processors} processors, {result.Machine.MemoryBytes / 1e9:0.#} GB, {HtmlPage.Text(result.Machine.System)}, {HtmlPage.Text(result.Machine.Runtime)}{(result.Machine.IsServerToo ? "; the server is on the same machine, and shares them" : "")}. It used {100 * result.GeneratorProcessors:0.#} % of the processors, and began what was due {result.Lag.P99:0.0} ms late at most in 99 of 100 cases.</p>"));
        page.Add("<div class=\"tiles\">");
        Tile(page, Number(result.Operations.Sum(static one => one.RatePerSecond)), "requests/s");
        Tile(page, result.Operations.Sum(static one => one.Count).ToString("#,##0", CultureInfo.InvariantCulture), "requests");
        Tile(page, result.Operations.Sum(static one => one.Errors).ToString("#,##0", CultureInfo.InvariantCulture), "errors");
        Tile(page, $"<span class=\"{(result.Wrong == 0 ? "pass" : "fail")}\" style=\"font-size:inherit\">{result.Wrong}</span>",
            string.Create(CultureInfo.InvariantCulture, $"wrong of {result.Judged:#,##0} judged"));
        foreach (var (judgement, name) in new[] { (Judgement.Pass, "targets met"), (Judgement.Fail, "missed"), (Judgement.NotMeasured, "not measured") })
            Tile(page, result.Verdicts.Count(verdict => verdict.Judgement == judgement).ToString(CultureInfo.InvariantCulture), name);
        page.Add("</div>");
        foreach (var wrong in result.WrongExamples) page.Add($"<p class=\"fail\">Wrong: {HtmlPage.Text(wrong)}</p>");
        if (result.Fault is { } fault) page.Add($"<p class=\"fail\">The tool itself failed.</p><pre>{HtmlPage.Text(fault)}</pre>");
        foreach (var note in result.Notes) page.Add($"<p>{HtmlPage.Text(note)}</p>");
    }

    private static void Tile(HtmlPage page, string figure, string name) =>
        page.Add($"<div class=\"tile\"><b>{figure}</b><span>{HtmlPage.Text(name)}</span></div>");

    private static IReadOnlyList<string> Row(Verdict verdict) =>
    [
        Mark(verdict.Judgement), HtmlPage.Text(verdict.Name), HtmlPage.Text(verdict.Target), HtmlPage.Text(verdict.Measured),
        $"<span class=\"soft\">{HtmlPage.Text(verdict.By)}</span>",
    ];

    private static string Mark(Judgement judgement) => judgement switch
    {
        Judgement.Pass => "<span class=\"pass\">pass</span>",
        Judgement.Fail => "<span class=\"fail\">fail</span>",
        _ => "<span class=\"none\">not measured</span>",
    };

    private static IReadOnlyList<string> Row(OperationFigures one) =>
    [
        HtmlPage.Text(one.Name), $"<span class=\"soft\">{HtmlPage.Text(one.Request)}</span>",
        one.Count.ToString("#,##0", CultureInfo.InvariantCulture), Number(one.RatePerSecond),
        one.Errors == 0 ? "0" : $"<span class=\"fail\">{one.Errors}</span>", Number(one.Mean), Number(one.ServiceMean), Number(one.P50), Number(one.P90),
        Number(one.P95), Number(one.P99), Number(one.P999), Number(one.Max),
    ];

    private static void Tail(HtmlPage page, LoadResult result)
    {
        page.Heading("Errors of the whole run");
        if (result.Errors.Count == 0) page.Add("<p>None.</p>");
        else
        {
            page.Table(
                ["Operation", "#Status", "Code", "#Count", "The first one"],
                result.Errors.Select(static IReadOnlyList<string> (error) =>
                [
                    HtmlPage.Text(error.Operation), error.Status.ToString(CultureInfo.InvariantCulture), HtmlPage.Text(error.Code),
                    error.Count.ToString("#,##0", CultureInfo.InvariantCulture), HtmlPage.Text(error.Detail),
                ]));
        }

        page.Heading("What the people did");
        page.Table(
            ["Action", "#Share of arrivals"],
            result.Settings.Actions.Select(static IReadOnlyList<string> (action) =>
                [HtmlPage.Text(action.Key), action.Value.ToString("0.0 %", CultureInfo.InvariantCulture)]));
    }
}
