using Velro.Data.Views;

namespace Velro.AuthApi.Operations;

/// <summary>A precomputed view, as it is answered.</summary>
internal sealed record ViewAnswer(
    string Name,
    string Kind,
    long Rows,
    long Bytes,
    long Backlog,
    DateTime? OldestMarkAt,
    DateTime? RefreshRequestedAt,
    DateTime? RefreshedAt,
    double? RefreshSeconds,
    long Drift,
    DateTime? DriftedAt)
{
    public static ViewAnswer Of(ViewStatus status) => new(
        status.Name,
        status.IsMaintained ? "maintained" : "materialized",
        status.Rows,
        status.Bytes,
        status.Backlog,
        status.OldestMarkAt,
        status.RefreshRequestedAt,
        status.RefreshedAt,
        status.RefreshDuration?.TotalSeconds,
        status.Drift,
        status.DriftedAt);
}

/// <summary>All of them.</summary>
internal sealed record ViewsAnswer(IReadOnlyList<ViewAnswer> Items);
