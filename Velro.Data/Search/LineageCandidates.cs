using Velro.Authorization.Roles;
using static Velro.Data.Search.SearchParameters;

namespace Velro.Data.Search;

/// <summary>
/// Generations that a user has a role on by lineage. Who has a role on few generations has their descendants followed down. Others have
/// what inherits followed up, in the order of ids, as far as a page goes anyway; where that is too far, down again, unless they are many.
/// </summary>
/// <param name="snapshot">Where they are looked for.</param>
/// <param name="userId">The user.</param>
/// <param name="reach">What the user has a role on.</param>
/// <param name="required">The role that is needed. Only what inherits roles gives more than a viewer's.</param>
/// <param name="isReachWhole">Whether <paramref name="reach"/> has all projects: down is only followed from all that there is.</param>
/// <param name="limits">What few, far and many mean.</param>
internal sealed class LineageCandidates(
    SearchSnapshot snapshot, string userId, UserReach reach, Role required, bool isReachWhole, CandidateLimits limits)
{
    private readonly BufferedCandidates _below = new(
        new QueriedCandidates(snapshot, required > Role.Viewer ? GenerationSql.BelowByRole : GenerationSql.Below, (after, count) =>
            [Text(userId), Texts(reach.TeamIds), Text(after), Number(count), Texts(reach.ProjectIds), RolesFrom(required)]),
        limits.RowsOfScan);

    private int? _direct;
    private bool _isFollowedDown;

    /// <summary>The next candidates, of which none beyond <paramref name="upTo"/> is of use.</summary>
    public async Task<Candidates> NextAsync(string after, string? upTo, int count, CancellationToken cancellation)
    {
        if (!isReachWhole) return await FollowUpAsync(after, upTo, count, cancellation);

        _direct ??= await CountDirectAsync(cancellation);
        _isFollowedDown |= _direct <= Math.Min(limits.FewDirect, limits.MaximumDirect);
        if (!_isFollowedDown)
        {
            var found = await FollowUpAsync(after, upTo, count, cancellation);
            _isFollowedDown = found.CompleteTo != upTo && _direct <= limits.MaximumDirect;
            if (!_isFollowedDown) return found;
        }

        return await _below.NextAsync(after, count, cancellation);
    }

    private async Task<Candidates> FollowUpAsync(string after, string? upTo, int count, CancellationToken cancellation)
    {
        var statement = required > Role.Viewer ? GenerationSql.AboveByRole : GenerationSql.Above;
        var above = new QueriedCandidates(snapshot, statement, (from, wanted) =>
            [
                Text(userId), Texts(reach.TeamIds), Text(from), Number(wanted), Number(limits.RowsOfScan), Text(upTo), RolesFrom(required),
            ]);
        var found = await above.NextAsync(after, count, cancellation);
        return found with { CompleteTo = found.CompleteTo ?? upTo };
    }

    private async Task<int> CountDirectAsync(CancellationToken cancellation)
    {
        await using var command = await snapshot.PrepareAsync(
            GenerationSql.CountDirect,
            [Text(userId), Texts(reach.TeamIds), Texts(reach.ProjectIds), Number(limits.MaximumDirect + 1), RolesFrom(required)],
            cancellation);
        return (int)(await command.ExecuteScalarAsync(cancellation))!;
    }
}
