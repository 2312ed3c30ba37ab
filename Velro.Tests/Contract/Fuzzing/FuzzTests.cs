using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Velro.Tests.Stores;

namespace Velro.Tests.Contract.Fuzzing;

/// <summary>Whatever is sent, the check API answers: with what was asked, or with a problem that says what was wrong. It never fails.</summary>
public sealed class FuzzTests(PostgresFixture postgres)
{
    private const int Requests = 20_000;
    private const int Senders = 8;

    private static readonly string[] Paths =
    [
        "/access/v1/evaluation", "/access/v1/evaluations", "/access/v1/search/subject", "/access/v1/search/resource", "/access/v1/search/action",
    ];

    private static readonly string[] ContentTypes =
    [
        "application/json; charset=utf-8", "application/json;charset=utf-16", "text/plain", "application/x-www-form-urlencoded", "application/json-patch+json", "*/*", "json", ";", "",
    ];

    private static int Seed { get; } = int.TryParse(Environment.GetEnvironmentVariable("VELRO_SEED"), out var seed) ? seed : 20261124;

    [Fact]
    public async Task Twenty_thousand_odd_requests_are_answered_without_a_500_and_without_an_exception_in_the_log()
    {
        var log = new ExceptionLog();
        var database = await postgres.CreateDemoDatabaseAsync();
        await using var api = await Api.StartAsync(database, builder => builder
            .UseSetting("Logging:LogLevel:Default", "Information")
            .ConfigureLogging(logging => logging.ClearProviders().AddProvider(log)));
        using var caller = api.CreateCaller();
        var answers = new ConcurrentDictionary<HttpStatusCode, int>();

        await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
        {
            var random = new Random(Seed + sender);
            var bodies = new BodyFuzzer(random);
            for (var i = 0; i < Requests / Senders; i++)
            {
                var status = await SendAsync(caller, random, bodies.Next());
                answers.AddOrUpdate(status, 1, static (_, count) => count + 1);
            }
        })));

        Assert.Equal(Requests, answers.Values.Sum());
        Assert.True(log.Entries.Count == 0, string.Join('\n', log.Entries.Take(5)));
        Assert.All([HttpStatusCode.OK, HttpStatusCode.BadRequest, HttpStatusCode.MethodNotAllowed, HttpStatusCode.NotFound], status => Assert.True(
            answers.GetValueOrDefault(status) > 50, $"There should be many of {status}: {string.Join(' ', answers)}"));
    }

    private static async Task<HttpStatusCode> SendAsync(HttpClient caller, Random random, byte[] body)
    {
        var path = random.Next(40) == 0 ? "/access/v1/" + random.Next(9) : Paths[random.Next(Paths.Length)];
        using var request = new HttpRequestMessage(random.Next(40) == 0 ? HttpMethod.Put : HttpMethod.Post, path);
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.TryAddWithoutValidation(
            "Content-Type", random.Next(20) == 0 ? ContentTypes[random.Next(ContentTypes.Length)] : "application/json");
        if (random.Next(3) == 0) request.Headers.TryAddWithoutValidation("X-Request-ID", new string((char)random.Next(' ', 127), random.Next(1, 200)));

        using var response = await caller.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var says = $"{path} answered {(int)response.StatusCode} {text} to {Convert.ToBase64String(body)}";
        Assert.True((int)response.StatusCode < 500, says);
        Assert.True(response.Headers.TryGetValues("X-Request-ID", out var ids) && ids.Single() is { Length: > 0 and <= 128 }, says);

        using var answer = JsonDocument.Parse(text);
        var isProblem = response.Content.Headers.ContentType?.MediaType == "application/problem+json";
        Assert.True(isProblem != (response.StatusCode == HttpStatusCode.OK), says);
        Assert.True(!isProblem || answer.RootElement.GetProperty("code").GetString() is { Length: > 0 }, says);
        return response.StatusCode;
    }
}
