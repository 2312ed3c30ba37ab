using System.Text.Json;
using System.Text.Json.Serialization;

namespace Velro.Benchmarks.Model;

/// <summary>What the servers of this program read and write, generated at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AuthZenQuestion))]
[JsonSerializable(typeof(AuthZenAnswer))]
internal sealed partial class AuthZenJson : JsonSerializerContext;

internal sealed record AuthZenQuestion(RequestEntity Subject, RequestAction Action, RequestEntity Resource, JsonElement? Context);

internal sealed record RequestEntity(string Type, string Id, JsonElement? Properties);

internal sealed record RequestAction(string Name, JsonElement? Properties);

internal sealed record AuthZenAnswer(bool Decision, AnswerContext Context);

internal sealed record AnswerContext(string Revision, DateTime EvaluatedAt);
