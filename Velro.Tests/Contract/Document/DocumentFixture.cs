using System.Text.Json.Nodes;
using Velro.Tests.Stores;

namespace Velro.Tests.Contract.Document;

/// <summary>An API with the demo world, and the document that it serves.</summary>
public sealed class DocumentFixture(PostgresFixture postgres) : IAsyncLifetime
{
    private Api? _api;

    public IServiceProvider Services => _api!.Services;

    /// <summary>The document as it is served.</summary>
    public string Text { get; private set; } = "";

    public JsonNode Document { get; private set; } = null!;

    internal IReadOnlyList<DocumentedOperation> Operations { get; private set; } = [];

    internal DocumentedOperation Find(string id) => Operations.Single(operation => operation.Id == id);

    public HttpClient CreateCaller(string? key = PostgresFixture.AdminKey) => _api!.CreateCaller(key);

    public async ValueTask InitializeAsync()
    {
        _api = await Api.StartAsync(await postgres.CreateDemoDatabaseAsync());
        using var client = _api.CreateCaller(key: null);
        Text = await client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), TestContext.Current.CancellationToken);
        Document = JsonNode.Parse(Text)!;
        Operations = [.. DocumentedOperation.AllOf(Document)];
    }

    public async ValueTask DisposeAsync()
    {
        if (_api is not null) await _api.DisposeAsync();
    }
}
