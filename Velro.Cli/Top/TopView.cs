using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Velro.Cli.Top;

/// <summary>Draws figures for a width of the terminal; a narrow one gets fewer columns, and a low one fewer rows.</summary>
internal static class TopView
{
    private const int Narrow = 100;

    /// <param name="figures">What is shown.</param>
    /// <param name="width">The columns of the terminal.</param>
    /// <param name="height">Its rows; null: it has no end.</param>
    /// <param name="notice">What is wrong with looking at present; null: nothing.</param>
    public static IRenderable Draw(TopFigures figures, int width, int? height = null, string? notice = null)
    {
        var isNarrow = width < Narrow;
        var parts = new List<IRenderable> { new Text(Title(figures)) };
        if (notice is not null) parts.Add(new Text(notice, new Style(Color.Red)));
        parts.AddRange(figures.Alerts.Select(static alert => new Text($"! {alert}", new Style(Color.Red))));
        parts.Add(new Text(Summary(figures)));
        if (Denials(figures) is { } denials) parts.Add(new Text(denials));
        parts.Add(Nodes(figures, isNarrow));
        parts.Add(Operations(figures, isNarrow, height is { } rows ? Math.Clamp(rows - figures.Nodes.Count - figures.Pools.Count - 16, 3, 15) : 15));
        parts.Add(Pools(figures, isNarrow));
        parts.AddRange(figures.Adapted.Select(static line => new Text($"adapted  {line}", new Style(decoration: Decoration.Dim))));
        return new Rows(parts);
    }

    private static string Title(TopFigures figures) => string.Create(
        CultureInfo.InvariantCulture,
        $"Velro  {figures.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC  {TopText.Rate(figures.RequestsPerSecond)} requests/s  {TopText.Rate(figures.ErrorsPerSecond)} errors/s");

    private static string Summary(TopFigures figures) =>
        $"cache    {TopText.Percent(figures.Cache.ProcessHitRatio)} in the process, {TopText.Percent(figures.Cache.SharedHitRatio)} of the others in Redis, " +
        $"{TopText.Rate(figures.Cache.ReadsPerSecond)} reads/s\n" +
        $"feed     {TopText.Milliseconds(figures.Feed.OldestAgeSeconds)} ms old at most, {TopText.Digits(figures.Feed.Unfolded)} changes not folded, " +
        $"{TopText.Digits(figures.Feed.Marks)} marks";

    private static string? Denials(TopFigures figures)
    {
        if (figures.Decisions.PermittedPerSecond is null) return null;
        var reasons = string.Join(", ", figures.Decisions.DeniedByReason.OrderByDescending(static one => one.Value).Take(6)
            .Select(static one => $"{one.Key} {TopText.Rate(one.Value)}"));
        return $"decided  {TopText.Rate(figures.Decisions.PermittedPerSecond)} permitted/s, {TopText.Rate(figures.Decisions.DeniedPerSecond)} denied/s" +
            (reasons.Length > 0 ? $": {reasons}" : "");
    }

    private static Table Nodes(TopFigures figures, bool isNarrow)
    {
        var table = TableOf("node", isNarrow ? ["req/s", "cpu", "memory", "clock"] : ["up", "req/s", "cpu", "memory", "of", "clock", "age ms", "said"]);
        foreach (var node in figures.Nodes)
        {
            string[] cells = isNarrow
                ? [TopText.Rate(node.RequestsPerSecond), TopText.Percent(node.CpuShare), TopText.Bytes(node.MemoryBytes), node.ClockMode ?? TopText.Unknown]
                :
                [
                    TopText.Span(node.UptimeSeconds), TopText.Rate(node.RequestsPerSecond), TopText.Percent(node.CpuShare), TopText.Bytes(node.MemoryBytes),
                    TopText.Bytes(node.MemoryLimitBytes), node.ClockMode ?? TopText.Unknown, TopText.Milliseconds(node.ClockAgeSeconds),
                    node.SilentSeconds < 1 ? "now" : $"{TopText.Span(node.SilentSeconds)} ago",
                ];
            Add(table, node.Node, cells, node.ClockMode is "Current" or null ? Style.Plain : new Style(Color.Red));
        }

        return table;
    }

    private static Table Operations(TopFigures figures, bool isNarrow, int most)
    {
        var table = TableOf("operation", isNarrow ? ["req/s", "p99 ms", "5xx/s"] : ["req/s", "p50 ms", "p95 ms", "p99 ms", "5xx/s"]);
        foreach (var one in figures.Operations.Take(most))
        {
            string[] cells = isNarrow
                ? [TopText.Rate(one.PerSecond), TopText.Milliseconds(one.P99), TopText.Rate(one.ErrorsPerSecond)]
                :
                [
                    TopText.Rate(one.PerSecond), TopText.Milliseconds(one.P50), TopText.Milliseconds(one.P95), TopText.Milliseconds(one.P99),
                    TopText.Rate(one.ErrorsPerSecond),
                ];
            Add(table, one.Operation, cells, one.ErrorsPerSecond > 0 ? new Style(Color.Red) : Style.Plain);
        }

        if (figures.Operations.Count == 0) Add(table, "nobody asks for anything", [], new Style(decoration: Decoration.Dim));
        return table;
    }

    /// <summary>In a narrow terminal, only of what is in use.</summary>
    private static Table Pools(TopFigures figures, bool isNarrow)
    {
        var table = TableOf("pool", isNarrow ? ["busy", "of", "waiting"] : ["node", "busy", "idle", "of", "gate", "waiting", "in vain"]);
        foreach (var pool in figures.Pools.Where(pool => !isNarrow || pool.Busy > 0 || pool.Waiting > 0))
        {
            string[] cells = isNarrow
                ? [TopText.Count(pool.Busy), TopText.Digits(pool.Limit), TopText.Count(pool.Waiting)]
                :
                [
                    pool.Node, TopText.Count(pool.Busy), TopText.Count(pool.Idle), TopText.Digits(pool.Limit), TopText.Count(pool.Gate),
                    TopText.Count(pool.Waiting), TopText.Count(pool.Timeouts),
                ];
            Add(table, pool.Pool, cells, pool.Waiting > 0 ? new Style(Color.Red) : Style.Plain);
        }

        return table;
    }

    private static Table TableOf(string first, string[] others)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn(new TableColumn(new Text(first, new Style(decoration: Decoration.Bold))));
        foreach (var name in others)
            table.AddColumn(new TableColumn(new Text(name, new Style(decoration: Decoration.Bold))) { Alignment = name is "node" or "clock" or "said" ? Justify.Left : Justify.Right, NoWrap = true });
        return table;
    }

    private static void Add(Table table, string first, string[] others, Style style) =>
        table.AddRow([new Text(first, style), .. others.Select(cell => new Text(cell, style))]);
}
