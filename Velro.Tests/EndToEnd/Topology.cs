using System.Net.Http.Headers;
using Aspire.Hosting;
using Aspire.Hosting.Testing;

namespace Velro.Tests.EndToEnd;

/// <summary>The whole topology, started by its own AppHost: real Postgres and Redis, migrations, replicas behind the proxy, the warmer.</summary>
internal sealed class Topology : IAsyncDisposable
{
    public const string AdminKey = "the-administrators-key-of-a-test-run";

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);

    private Topology(DistributedApplication application, string spool) => (Application, Spool) = (application, spool);

    public DistributedApplication Application { get; }

    /// <summary>The folder in which decision records wait while Postgres is away.</summary>
    public string Spool { get; }

    /// <summary>Starts it on free ports, with a state folder of its own, and waits until the API answers.</summary>
    public static async Task<Topology> StartAsync(params string[] arguments)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var spool = Directory.CreateTempSubdirectory("velro-spool-").FullName;
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Velro_AppHost>(
            [$"--Parameters:adminkey={AdminKey}", $"--Velro:Decisions:Spool={spool}", .. arguments], cancellation);
        var topology = new Topology(await builder.BuildAsync(cancellation), spool);
        try
        {
            await topology.Application.StartAsync(cancellation).WaitAsync(StartLimit, cancellation);
            await topology.Application.ResourceNotifications.WaitForResourceHealthyAsync("authapi", cancellation).WaitAsync(StartLimit, cancellation);
            return topology;
        }
        catch
        {
            await topology.DisposeAsync();
            throw;
        }
    }

    /// <summary>A client of the API, with the administrator's key.</summary>
    public HttpClient CreateCaller()
    {
        var client = Application.CreateHttpClient("authapi", "http");
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminKey);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await Application.DisposeAsync();
        Directory.Delete(Spool, recursive: true);
    }
}
