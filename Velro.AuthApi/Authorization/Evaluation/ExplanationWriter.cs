using System.Text.Json;
using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;
using Velro.Authorization.Explanations;
using Velro.Authorization.Roles;
using Velro.Caching.Tiers;

namespace Velro.AuthApi.Authorization.Evaluation;

/// <summary>
/// Writes the member <c>explanation</c> of a decision's context: the steps by layer, each with what was looked at (<c>path</c>), where the
/// fact came from (<c>from</c>) and which tier had it (<c>tier</c>), whom it names (<c>names</c>), what came of it (<c>result</c>, <c>role</c>)
/// and its parts (<c>steps</c>).
/// </summary>
internal static class ExplanationWriter
{
    public static void Write(Utf8JsonWriter json, Explanation explanation, IReadOnlyDictionary<ContextKey, CacheTier>? tiers)
    {
        json.WriteStartObject("explanation");
        var next = 0;
        WriteSteps(json, explanation, tiers, depth: 0, ref next);
        if (explanation.IsTruncated) json.WriteBoolean("truncated", true);
        json.WriteEndObject();
    }

    private static void WriteSteps(
        Utf8JsonWriter json, Explanation explanation, IReadOnlyDictionary<ContextKey, CacheTier>? tiers, int depth, ref int next)
    {
        if (next == explanation.Steps.Length || explanation.Steps[next].Depth < depth) return;

        json.WriteStartArray("steps");
        while (next < explanation.Steps.Length && explanation.Steps[next].Depth >= depth)
        {
            json.WriteStartObject();
            WriteStep(json, explanation.Steps[next], tiers, isDecider: next == explanation.DecidedBy);
            next++;
            WriteSteps(json, explanation, tiers, depth + 1, ref next);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteStep(
        Utf8JsonWriter json, in ExplanationStep step, IReadOnlyDictionary<ContextKey, CacheTier>? tiers, bool isDecider)
    {
        if (step.Depth == 0) json.WriteNumber("layer", (int)step.Layer);
        json.WriteString("path", ExplanationCodes.NameOf(step.Path));
        if (step.Source.Kind != ContextKind.PolicySet) WriteEntity(json, "from", EntityOf(step.Source));
        if (tiers is not null && tiers.TryGetValue(step.Source, out var tier)) json.WriteString("tier", NameOf(tier));
        if (step.Names is { } names) WriteEntity(json, "names", names);
        json.WriteString("result", ExplanationCodes.NameOf(step.Result));
        if (step.Role != Role.None) json.WriteString("role", RoleNames.NameOf(step.Role));
        if (step.Detail is not null) json.WriteString("detail", step.Detail);
        if (isDecider) json.WriteBoolean("decided", true);
    }

    private static void WriteEntity(Utf8JsonWriter json, string member, EntityRef entity)
    {
        json.WriteStartObject(member);
        json.WriteString("type", entity.Type);
        json.WriteString("id", entity.Id);
        json.WriteEndObject();
    }

    /// <summary>The memo is no store of its own: what it has, this process has.</summary>
    private static string NameOf(CacheTier tier) => tier switch
    {
        CacheTier.Memo or CacheTier.Local => "l1",
        CacheTier.Shared => "l2",
        _ => "l3",
    };

    private static EntityRef EntityOf(in ContextKey source) => source.Kind switch
    {
        ContextKind.User => new EntityRef(EntityTypes.User, source.Id),
        ContextKind.Team => new EntityRef(EntityTypes.Team, source.Id),
        ContextKind.Project => new EntityRef(EntityTypes.Project, source.Id),
        ContextKind.Generation => new EntityRef(EntityTypes.Generation, source.Id),
        _ => new EntityRef(source.Type, source.Id),
    };
}
