using System.Text.Json;
using System.Text.Json.Serialization;

namespace Velro.Benchmarks.Model;

/// <summary>What the servers of this program read and write, generated at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EvaluationRequest))]
[JsonSerializable(typeof(EvaluationAnswer))]
internal sealed partial class AuthZenJson : JsonSerializerContext;

internal sealed record EvaluationRequest(RequestEntity Subject, RequestAction Action, RequestEntity Resource, JsonElement? Context);

internal sealed record RequestEntity(string Type, string Id, JsonElement? Properties);

internal sealed record RequestAction(string Name, JsonElement? Properties);

internal sealed record EvaluationAnswer(bool Decision, AnswerContext Context);

internal sealed record AnswerContext(string Revision, DateTime EvaluatedAt);
