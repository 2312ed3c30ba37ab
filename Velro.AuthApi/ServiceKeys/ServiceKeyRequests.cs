using System.Collections.Immutable;
using System.Net;
using Velro.AuthApi.Requests;
using KnownScopes = Velro.Authorization.Callers.Scopes;

namespace Velro.AuthApi.ServiceKeys;

/// <summary>The body of <c>POST /v1/service-keys</c>. What it leaves out is as the caller's own.</summary>
internal sealed record CreateServiceKey(
    string Name,
    ImmutableArray<string> Scopes,
    DateTimeOffset? ExpiresAt,
    ImmutableArray<IPNetwork>? Networks,
    int? EvaluationsPerSecond) : IRequest<CreateServiceKey>
{
    private const int MostNetworks = 64;
    private const int HighestRate = 1_000_000;

    /// <summary>The name of a scope.</summary>
    public static readonly TextRule ScopeRule = new(
        $"a scope: one of {string.Join(", ", KnownScopes.All)}", static text => KnownScopes.All.Contains(text));

    public static CreateServiceKey Read(RequestBody body)
    {
        var fields = body.Fields();
        return fields.Complete(new CreateServiceKey(
            fields.Text("name", TextRule.Name),
            [.. fields.Texts("scopes", ScopeRule, KnownScopes.All.Length).Distinct()],
            fields.InstantOrNull("expiresAt"),
            ReadNetworks(fields),
            fields.NumberOrNull("evaluationsPerSecond", 1, HighestRate)));
    }

    private static ImmutableArray<IPNetwork>? ReadNetworks(Fields fields)
    {
        if (!fields.IsGiven("networks")) return null;
        return [.. fields.Texts("networks", KeyNetworks.Rule, MostNetworks).Select(Parse).Distinct()];

        static IPNetwork Parse(string text) => KeyNetworks.TryParse(text, out var network) ? network : default;
    }
}

/// <summary>The body of <c>POST /v1/service-keys/{id}/rotate</c>: how long the key before lives on.</summary>
internal sealed record RotateServiceKey(int OverlapSeconds) : IRequest<RotateServiceKey>
{
    /// <summary>A week.</summary>
    private const int LongestOverlap = 7 * 24 * 60 * 60;

    public static RotateServiceKey Read(RequestBody body)
    {
        var fields = body.Fields();
        return fields.Complete(new RotateServiceKey(fields.Number("overlapSeconds", 0, LongestOverlap)));
    }
}
