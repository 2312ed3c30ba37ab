using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Velro.Data.Nodes;
using Velro.Data.Turns;
using Velro.Nodes.Reports;
using Velro.Nodes.Samples;
using Velro.Tests.Stores;
using Velro.Warmer.Reports;

namespace Velro.Tests.Integration.Nodes;

/// <summary>The weekly report is written once for each week, by one warmer at a time, and old samples go.</summary>
public sealed class WeeklyReportTests(PostgresFixture postgres) : IAsyncLifetime
{
    /// <summary>A Tuesday.</summary>
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Now);
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"velro-reports-{Guid.NewGuid():N}");
    private NpgsqlDataSource _database = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_week_is_written_once_it_is_over_as_text_and_as_a_page()
    {
        await AddSampleAsync(Now.AddDays(-3));

        Assert.True(await WorkOnceAsync());
        Assert.False(await WorkOnceAsync());

        Assert.Equal(["velro-week-2026-03-09.html", "velro-week-2026-03-09.md"], Names());
        Assert.Contains("2026-03-02 00:00 UTC – 2026-03-09 00:00 UTC", await File.ReadAllTextAsync(Path.Combine(_folder, Names()[1]), Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_week_of_which_nothing_is_known_there_is_no_file()
    {
        Assert.False(await WorkOnceAsync());
        Assert.Empty(Names());
    }

    [Fact]
    public async Task Only_so_many_are_kept()
    {
        for (var week = 0; week < 4; week++)
        {
            await AddSampleAsync(_time.GetUtcNow().AddDays(-3));
            Assert.True(await WorkOnceAsync());
            _time.Advance(TimeSpan.FromDays(7));
        }

        Assert.Equal(
            ["velro-week-2026-03-23.html", "velro-week-2026-03-23.md", "velro-week-2026-03-30.html", "velro-week-2026-03-30.md"], Names());
    }

    [Fact]
    public async Task One_warmer_works_at_a_time()
    {
        await AddSampleAsync(Now.AddDays(-3));
        await using var turn = await SessionTurn.TryTakeAsync(_database, SessionTurn.WeeklyReport, longestSilence: null, Cancellation);

        Assert.False(await WorkOnceAsync());
        Assert.Empty(Names());
    }

    [Fact]
    public async Task Old_samples_go_and_young_ones_stay()
    {
        await AddSampleAsync(Now.AddDays(-36));
        await AddSampleAsync(Now.AddDays(-34));

        await WorkOnceAsync();

        var left = await new NodeTable(_database).SamplesAsync(Now.AddDays(-100), Now, Cancellation);
        Assert.Equal(Now.AddDays(-34), NodeJson.Read<NodeSample>(Assert.Single(left))!.To);
    }

    [Theory]
    [InlineData("2026-03-09T00:10:00Z", DayOfWeek.Monday, "2026-03-02")]
    [InlineData("2026-03-09T00:20:00Z", DayOfWeek.Monday, "2026-03-09")]
    [InlineData("2026-03-15T23:00:00Z", DayOfWeek.Monday, "2026-03-09")]
    [InlineData("2026-03-15T23:00:00Z", DayOfWeek.Sunday, "2026-03-15")]
    public void A_week_is_over_when_its_last_samples_are_there(string now, DayOfWeek day, string expected) => Assert.Equal(
        expected, WeeklyReport.EndOfLastWeek(DateTimeOffset.Parse(now, null), day).ToString("yyyy-MM-dd", null));

    public async ValueTask InitializeAsync() => _database = await postgres.CreateDatabaseAsync();

    public ValueTask DisposeAsync()
    {
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task<bool> WorkOnceAsync()
    {
        var table = new NodeTable(_database);
        using var reports = new WeeklyReport(
            _database, table, new ReportSource(table, Options.Create(new ReportTargets()), _time),
            Options.Create(new ReportOptions { Folder = _folder, Kept = 2 }), _time, NullLogger<WeeklyReport>.Instance);
        return await reports.WorkOnceAsync(Cancellation);
    }

    private Task AddSampleAsync(DateTimeOffset to) => new NodeTable(_database).AddSampleAsync(
        "a", to, NodeJson.Write(new NodeSample { Node = "a", Process = "authapi", From = to.AddMinutes(-5), To = to }), Cancellation);

    private string[] Names() => Directory.Exists(_folder) ? [.. Directory.GetFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal)!] : [];
}
