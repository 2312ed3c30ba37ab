using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Velro.AuthApi.Contract;

/// <summary>
/// <c>GET /openapi/v1.json</c>: the contract, open to all, which reveals nothing that the repository does not. It is made once, since
/// making it takes far longer than a check, and anybody may ask for it.
/// </summary>
internal sealed class ContractDocument
{
    /// <summary>The name of the document.</summary>
    public const string Name = "v1";

    /// <summary>Where it is.</summary>
    public const string Path = $"/openapi/{Name}.json";

    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Lazy<Task<byte[]>> _json;

    public ContractDocument([FromKeyedServices(Name)] IOpenApiDocumentProvider provider) =>
        _json = new Lazy<Task<byte[]>>(() => MakeAsync(provider));

    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet(Path, static (HttpContext http, ContractDocument document) => document.AnswerAsync(http)).ExcludeFromDescription();

    private static async Task<byte[]> MakeAsync(IOpenApiDocumentProvider provider)
    {
        var document = await provider.GetOpenApiDocumentAsync();
        var json = JsonNode.Parse(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1));
        return [.. JsonSerializer.SerializeToUtf8Bytes(json, Readable), (byte)'\n'];
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var json = await _json.Value;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = json.Length;
        await http.Response.BodyWriter.WriteAsync(json, http.RequestAborted);
    }
}
