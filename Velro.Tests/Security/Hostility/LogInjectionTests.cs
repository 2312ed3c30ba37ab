using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Velro.Tests.Contract;
using Velro.Tests.Contract.Management;
using Velro.Tests.Security.Secrets;
using Velro.Tests.Stores;

namespace Velro.Tests.Security.Hostility;

/// <summary>What people choose begins no line in a log, so that no line says what did not happen.</summary>
public sealed class LogInjectionTests(PostgresFixture postgres)
{
    private const string Forged = "forged: the administrator signed in";

    /// <summary>Ends of lines, and what a terminal obeys.</summary>
    private static readonly string[] Breaks = ["\n", "\r", "\r\n", "\u0085", "\u2028", "\u001b[2K"];

    [Fact]
    public async Task What_people_choose_begins_no_line_and_moves_no_cursor()
    {
        var log = new EverythingLog();
        await using var api = await Api.StartAsync(await postgres.CreateDemoDatabaseAsync(), builder => builder
            .UseSetting("Logging:LogLevel:Default", "Information")
            .UseSetting("Logging:LogLevel:OpenIddict", "Information")
            .UseSetting("Logging:LogLevel:Microsoft.AspNetCore", "Information")
            .ConfigureServices(services => services.AddSingleton<ILoggerProvider>(log)));
        var administrator = new Person(api.CreateCaller());
        foreach (var wrap in Breaks)
        {
            var (text, escaped) = ($"a{wrap}{Forged}", Uri.EscapeDataString($"a{wrap}{Forged}"));
            await administrator.PostAsync("/v1/teams", new { name = text });
            await administrator.PostAsync("/v1/service-keys", new { name = text, scopes = new[] { text } });
            await administrator.PostAsync("/v1/users", new { email = $"{text}@example.com", displayName = text });
            await administrator.PutAsync($"/v1/entities/record/{escaped}", new { properties = new { text } });
            await administrator.PutAsync($"/v1/policies/{escaped}", new { effect = text });
            await administrator.PostAsync($"/v1/operations/views/{escaped}/refresh");
            await administrator.GetAsync($"/{escaped}?{escaped}={escaped}");
            using var client = api.CreateCaller(key: null);
            using var form = new FormUrlEncodedContent([new("grant_type", "password"), new("client_id", text), new("username", text), new("password", text)]);
            using var refused = await client.PostAsync(new Uri("/connect/token", UriKind.Relative), form, TestContext.Current.CancellationToken);
            Assert.False(refused.IsSuccessStatusCode);
        }

        // It is there, but for the breaks.
        Assert.Contains(log.Lines, static line => line.Contains("forged:", StringComparison.Ordinal) || line.Contains("forged%3A", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Lines, static line => Breaks.Any(wrap => line.Contains(wrap + Forged, StringComparison.Ordinal)));
    }

    /// <summary>One event is one line there, whatever is in it.</summary>
    [Fact]
    public void Outside_development_the_console_has_one_line_of_JSON_for_each_event()
    {
        using var host = HostIn("Production");
        var name = host.Services.GetRequiredService<IOptions<ConsoleLoggerOptions>>().Value.FormatterName;
        var formatter = host.Services.GetServices<ConsoleFormatter>().Single(one => one.Name == name);
        foreach (var wrap in Breaks)
        {
            using var console = new StringWriter();
            formatter.Write(
                new LogEntry<string>(LogLevel.Information, "Tests", 1, $"a{wrap}{Forged}", exception: null, static (state, _) => state), null, console);

            var line = console.ToString();
            Assert.Contains(Forged, line, StringComparison.Ordinal);
            Assert.EndsWith(Environment.NewLine, line, StringComparison.Ordinal);
            Assert.DoesNotContain(wrap, line[..^Environment.NewLine.Length], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void In_development_the_console_is_for_people()
    {
        using var host = HostIn("Development");

        Assert.Null(host.Services.GetRequiredService<IOptions<ConsoleLoggerOptions>>().Value.FormatterName);
    }

    private static IHost HostIn(string environment)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = environment });
        builder.AddServiceDefaults();
        return builder.Build();
    }
}
