using System.Text.Json;
using System.Text.Json.Serialization;

namespace Velro.Benchmarks.Kestrel;

/// <summary>What the bare server reads and writes, generated at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BareRequest))]
[JsonSerializable(typeof(BareAnswer))]
internal sealed partial class BareJson : JsonSerializerContext;

internal sealed record BareRequest(BareEntity Subject, BareAction Action, BareEntity Resource, JsonElement? Context);

internal sealed record BareEntity(string Type, string Id, JsonElement? Properties);

internal sealed record BareAction(string Name, JsonElement? Properties);

internal sealed record BareAnswer(bool Decision, BareContext Context);

internal sealed record BareContext(string Revision, DateTime EvaluatedAt);
