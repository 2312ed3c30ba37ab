using Velro.LocalAspire.Processes;

namespace Velro.LocalAspire.Runtime.Tests.Processes;

public sealed class LogFileTests
{
    [Fact]
    public void It_is_put_aside_when_full_and_only_one_is_kept()
    {
        using var place = new TemporaryPlace();
        using (var log = new LogFile(place.Path, "authapi", maxBytes: 400))
        {
            for (var i = 0; i < 100; i++) log.Write("authapi-1", new OutputLine($"line {i}", IsError: false));
        }

        var files = Directory.GetFiles(place.Path).Order().ToArray();
        Assert.Equal(["authapi.log", "authapi.log.1"], files.Select(Path.GetFileName));
        Assert.All(files, file => Assert.InRange(new FileInfo(file).Length, 0, 500));
        Assert.Contains("line 99", string.Concat(files.Select(File.ReadAllText)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_later_run_writes_on()
    {
        using var place = new TemporaryPlace();
        new LogFile(place.Path, "cache").Dispose();
        using (var first = new LogFile(place.Path, "cache")) first.Write("cache", new OutputLine("one", false));
        using (var second = new LogFile(place.Path, "cache")) second.Write("cache", new OutputLine("two", true));

        var lines = File.ReadAllLines(Path.Combine(place.Path, "cache.log"));
        Assert.EndsWith("cache   one", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("cache ! two", lines[1], StringComparison.Ordinal);
    }
}
