using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
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

        Assert.DoesNotContain(log.Lines, static line => Breaks.Any(wrap => line.Contains(wrap + Forged, StringComparison.Ordinal)));
    }

    /// <summary>One event is one line there, whatever is in it.</summary>
    [Theory]
    [InlineData("Production", ConsoleFormatterNames.Json)]
    [InlineData("Development", null)]
    public void Outside_development_the_console_has_one_line_of_JSON_for_each_event(string environment, string? formatter)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = environment });
        builder.AddServiceDefaults();
        using var host = builder.Build();

        Assert.Equal(formatter, host.Services.GetRequiredService<IOptions<ConsoleLoggerOptions>>().Value.FormatterName);
    }
}
