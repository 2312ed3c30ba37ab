using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Velro.LocalAspire.Tests.Model;

public sealed class ResourceLogTests : IDisposable
{
    private readonly ResourceLoggerService _logs = new();

    public void Dispose() => _logs.Dispose();

    [Fact]
    public async Task A_log_is_read_from_its_beginning_to_its_completion()
    {
        _logs.Append("api", "one", isError: false);
        var reading = ReadAsync("API");
        _logs.Append("api", "two", isError: true);
        await WaitUntilRead(reading);
        Assert.Equal([new LogLine(1, "one", false), new LogLine(2, "two", true)], await reading);
    }

    [Fact]
    public async Task What_the_host_says_is_in_it_with_the_time()
    {
        _logs.GetLogger("api").LogInformation("Waiting for '{Resource}'.", "store");
        _logs.GetLogger("api").LogDebug("not that");
        var reading = ReadAsync("api");
        await WaitUntilRead(reading);
        var line = Assert.Single(await reading);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT.*Z Waiting for 'store'\.$", line.Content);
    }

    [Fact]
    public async Task The_oldest_lines_go_first()
    {
        for (var i = 0; i <= ResourceLog.Capacity; i++) _logs.Append("api", $"{i}", isError: false);
        var reading = ReadAsync("api");
        await WaitUntilRead(reading);
        Assert.Equal(2, (await reading)[0].LineNumber);
    }

    private async Task<List<LogLine>> ReadAsync(string name)
    {
        var lines = new List<LogLine>();
        await foreach (var batch in _logs.WatchAsync(name)) lines.AddRange(batch);
        return lines;
    }

    /// <summary>A reader registers before it first waits, so completion reaches it.</summary>
    private Task WaitUntilRead(Task reading)
    {
        Assert.False(reading.IsCompleted);
        _logs.Complete("api");
        return reading.WaitAsync(TestContext.Current.CancellationToken);
    }
}
