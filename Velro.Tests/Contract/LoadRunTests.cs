using System.Text;
using Velro.LoadTest;
using Velro.LoadTest.Http;
using Velro.LoadTest.Measuring;
using Velro.LoadTest.Results;
using Velro.Tests.Stores;

namespace Velro.Tests.Contract;

/// <summary>The load generator against a real API: what it takes to be right is right there, and a server that answers otherwise is found out.</summary>
public sealed class LoadRunTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Every_operation_is_answered_and_every_answer_is_right_and_a_lie_is_found()
    {
        await using var api = await Api.StartAsync(await postgres.CreateDemoDatabaseAsync());
        var world = Path.Combine(Path.GetTempPath(), $"velro-world-{Guid.NewGuid():N}.json");
        var options = new LoadOptions
        {
            Address = api.CreateCaller().BaseAddress!,
            OperatorKey = PostgresFixture.AdminKey,
            Users = 40,
            SignedIn = 20,
            Rate = 150,
            Ramp = TimeSpan.Zero,
            Hold = TimeSpan.FromSeconds(1),
            SignInsPerSecond = 150,
            WorldFile = world,
        };
        try
        {
            var result = await RunAsync(options, ApiClient.CreateHandler(options.Connections));
            Assert.Null(result.Fault);
            Assert.Empty(result.WrongExamples);
            Assert.Empty(result.Errors);
            Assert.Empty(Operations.All
                .Except([Operations.TokenRefresh, Operations.Login])
                .Select(static operation => operation.Name)
                .Except(result.Operations.Select(static operation => operation.Name)));
            Assert.NotNull(result.Server);
            Assert.Equal(LoadTestCommand.Passed, ExitCode.Of(result, strict: false));

            // The same world again, and a server between that turns each permission into a denial.
            var liar = new Liar { InnerHandler = ApiClient.CreateHandler(options.Connections) };
            var fooled = await RunAsync(options with { Hold = TimeSpan.FromSeconds(0.3) }, liar);
            Assert.NotEqual(0, fooled.Wrong);
            Assert.Equal(LoadTestCommand.Failed, ExitCode.Of(fooled, strict: false));
        }
        finally
        {
            File.Delete(world);
        }
    }

    private static async Task<LoadResult> RunAsync(LoadOptions options, HttpMessageHandler handler)
    {
        using var http = new HttpMessageInvoker(handler);
        var result = await new LoadRun(options, http, TimeProvider.System, static _ => { }).RunAsync(TestContext.Current.CancellationToken);
        return Assert.IsType<LoadResult>(result);
    }

    private sealed class Liar : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (request.RequestUri!.AbsolutePath != "/access/v1/evaluation") return response;
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            response.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(text.Replace("\"decision\":true", "\"decision\":false", StringComparison.Ordinal)));
            return response;
        }
    }
}
