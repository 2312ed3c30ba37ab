using System.Text.Json;
using Velro.AuthApi.Authorization.Evaluation;
using Velro.AuthApi.Authorization.Search;
using Velro.AuthApi.Contract;

namespace Velro.AuthApi.Authorization.Metadata;

/// <summary><c>GET /.well-known/authzen-configuration</c>: where the endpoints are (AuthZEN 1.0). Open to all.</summary>
internal sealed class MetadataEndpoint(PublicUrl publicUrl)
{
    public const string Path = "/.well-known/authzen-configuration";

    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet(Path, static (HttpContext http, MetadataEndpoint endpoint) => endpoint.Answer(http.Response))
            .Describe(CheckOperations.Metadata, CheckOperations.MetadataRules);

    private void Answer(HttpResponse response)
    {
        response.ContentType = "application/json";
        using var json = new Utf8JsonWriter(response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("policy_decision_point", publicUrl.Of(""));
        json.WriteString("access_evaluation_endpoint", publicUrl.Of(EvaluationEndpoint.Path));
        json.WriteString("access_evaluations_endpoint", publicUrl.Of(EvaluationsEndpoint.Path));
        json.WriteString("search_subject_endpoint", publicUrl.Of($"{SearchEndpoint.Path}subject"));
        json.WriteString("search_resource_endpoint", publicUrl.Of($"{SearchEndpoint.Path}resource"));
        json.WriteString("search_action_endpoint", publicUrl.Of($"{SearchEndpoint.Path}action"));
        json.WriteEndObject();
    }
}
