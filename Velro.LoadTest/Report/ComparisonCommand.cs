using System.Globalization;
using Velro.LoadTest.Results;

namespace Velro.LoadTest.Report;

/// <summary><c>--compare A B</c>: a table on the console, and a page with the curves of both.</summary>
internal static class ComparisonCommand
{
    public static int Run(string a, string b, string report, TextWriter output)
    {
        var comparison = new Comparison(ResultFile.Read(a), ResultFile.Read(b));
        Write(comparison, output);
        File.WriteAllText(report, Render(comparison, Path.GetFileName(a), Path.GetFileName(b)));
        output.WriteLine($"{report} is written.");
        return LoadTestCommand.Passed;
    }

    private static void Write(Comparison comparison, TextWriter output)
    {
        output.WriteLine($"{"operation",-18} {"figure",-7} {"A",10} {"B",10} {"B/A",7}");
        foreach (var operation in comparison.Operations)
        {
            if (operation.Figures.Count == 0) output.WriteLine($"{operation.Name,-18} only in {(operation.A is null ? "B" : "A")}");
            foreach (var figure in operation.Figures)
            {
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{operation.Name,-18} {figure.Name,-7} {figure.A,10:0.00} {figure.B,10:0.00} {figure.Ratio,7:0.00}"));
            }
        }

        foreach (var difference in comparison.Differences) output.WriteLine($"The runs differ in {difference}.");
    }

    private static string Render(Comparison comparison, string a, string b)
    {
        var page = new HtmlPage("Two loads compared");
        page.Add("<h1>Two loads compared</h1>");
        page.Add($"<p class=\"soft\">A: {HtmlPage.Text(a)}, {comparison.A.StartedAt:yyyy-MM-dd HH:mm} UTC. B: {HtmlPage.Text(b)}, {comparison.B.StartedAt:yyyy-MM-dd HH:mm} UTC. Milliseconds from the intended start; less than 1 in the column of a ratio is faster.</p>");
        foreach (var difference in comparison.Differences) page.Add($"<p class=\"fail\">The runs differ in {HtmlPage.Text(difference)}.</p>");
        page.Heading("Operations");
        page.Table(
            ["Operation", "#Per s A", "#B", "#P50 A", "#B", "#B/A", "#P95 A", "#B", "#B/A", "#P99 A", "#B", "#B/A", "#Errors A", "#B"],
            comparison.Operations.Select(Row));
        page.Heading("Targets");
        page.Table(
            ["Target", "#Wanted", "#A", "#B"],
            comparison.A.Verdicts.Select(IReadOnlyList<string> (verdict) =>
            [
                HtmlPage.Text(verdict.Name), HtmlPage.Text(verdict.Target), Cell(verdict),
                Cell(comparison.B.Verdicts.FirstOrDefault(other => other.Name == verdict.Name)),
            ]));
        page.Heading("Latency by percentile").Plots(comparison.Operations
            .Where(static one => one.A?.Curve.Count > 0 && one.B?.Curve.Count > 0)
            .Select(static one => LoadPlots.Percentiles(
                one.Name, [new PlotLine("A", LoadPlots.Points(one.A!), IsDashed: true, Color: 1), new PlotLine("B", LoadPlots.Points(one.B!), Color: 0)])));
        return page.Render();
    }

    private static IReadOnlyList<string> Row(ComparedOperation operation)
    {
        if (operation.Figures.Count == 0) return [HtmlPage.Text(operation.Name), operation.A is null ? "only in B" : "only in A"];
        var cells = new List<string> { HtmlPage.Text(operation.Name) };
        foreach (var figure in operation.Figures)
        {
            cells.Add(HtmlReport.Number(figure.A));
            cells.Add(HtmlReport.Number(figure.B));
            if (figure.Name is "P50" or "P95" or "P99") cells.Add(Ratio(figure.Ratio));
        }

        return cells;
    }

    private static string Ratio(double? ratio) => ratio switch
    {
        null => "–",
        < 0.9 => string.Create(CultureInfo.InvariantCulture, $"<span class=\"pass\">{ratio:0.00}</span>"),
        > 1.1 => string.Create(CultureInfo.InvariantCulture, $"<span class=\"fail\">{ratio:0.00}</span>"),
        _ => ratio.Value.ToString("0.00", CultureInfo.InvariantCulture),
    };

    private static string Cell(Verdict? verdict) => verdict switch
    {
        null => "–",
        { Judgement: Judgement.Pass } => $"<span class=\"pass\">{HtmlPage.Text(verdict.Measured)}</span>",
        { Judgement: Judgement.Fail } => $"<span class=\"fail\">{HtmlPage.Text(verdict.Measured)}</span>",
        _ => $"<span class=\"none\">{HtmlPage.Text(verdict.Measured)} (not measured)</span>",
    };
}
