using System.Diagnostics;

namespace Velro.Tests.Ops;

/// <summary>What Prometheus' own tool says of the rules, and what comes of the rules' cases. It is in Debian's package <c>prometheus</c>.</summary>
public sealed class PromtoolTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string? Promtool { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(static folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "promtool.exe" : "promtool"))
        .FirstOrDefault(File.Exists);

    [Fact]
    public Task The_rules_are_well_formed() => SucceedsAsync(["check", "rules", .. AlertRules.Files("rules")]);

    /// <summary>That of a deployment names a file with a key, which is nowhere here: of it only the syntax can be looked at.</summary>
    [Theory]
    [InlineData("prometheus.yml")]
    [InlineData("prometheus.deployment.yml", "--syntax-only")]
    public Task The_configurations_are_well_formed(string file, params string[] options) =>
        SucceedsAsync(["check", "config", .. options, Path.Combine(AlertRules.Folder, file)]);

    [Fact]
    public Task Each_alert_fires_when_it_should_and_only_then() => SucceedsAsync(["test", "rules", .. AlertRules.Files("tests")]);

    private static async Task SucceedsAsync(string[] arguments)
    {
        Assert.SkipWhen(Promtool is null, "promtool is not on the PATH: install Debian's package 'prometheus' to have the rules checked.");
        var start = new ProcessStartInfo(Promtool, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(Cancellation), process.StandardError.ReadToEndAsync(Cancellation));
        await process.WaitForExitAsync(Cancellation);

        Assert.True(process.ExitCode == 0, $"{await output}{await errors}");
    }
}
