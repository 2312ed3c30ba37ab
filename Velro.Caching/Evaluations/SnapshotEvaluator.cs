using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Velro.Authorization.Policies;
using Velro.Caching.Clock;
using Velro.Data.Feed;
using Velro.Data.Pools;
using Velro.Data.Search;

namespace Velro.Caching.Evaluations;

/// <summary>
/// Runs what asks many questions about things that it finds on the way, a page of a search say, in one snapshot of the database that is
/// taken after the request arrived. So every page has the consistency <c>full</c>, and contains every revision that was given before.
/// </summary>
/// <param name="source">The database: the primary, reached through no transaction pooler.</param>
/// <param name="time">The server's clock.</param>
public sealed class SnapshotEvaluator([FromKeyedServices(PoolNames.Analytics)] NpgsqlDataSource source, TimeProvider time)
{
    /// <summary>Runs <paramref name="work"/>.</summary>
    /// <param name="consistency">What must be included in the snapshot.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="work">What asks the questions; it changes nothing.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="RevisionUnavailableException">
    /// The database does not answer in time or holds policies that do not compile, or the revision that was asked for is of another run.
    /// </exception>
    public async Task<TResult> RunAsync<TResult>(
        Consistency consistency,
        TimeSpan limit,
        Func<SnapshotEvaluation, CancellationToken, Task<TResult>> work,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(work);
        using var timeout = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        try
        {
            await using var snapshot = await SearchSnapshot.OpenAsync(source, either.Token);
            // The database's clock, which was read after the request arrived.
            var evaluation = new SnapshotEvaluation(snapshot, snapshot.Feed.DatabaseTime);
            foreach (var wanted in consistency.AtLeast) await RequireAsync(wanted, evaluation, either.Token);
            return await work(evaluation, either.Token);
        }
        catch (Exception exception) when (IsOfTheStore(exception) && !cancellation.IsCancellationRequested)
        {
            throw RevisionUnavailableException.OfStore(exception, "The database does not answer, or not in time.");
        }
        catch (Exception exception) when (exception is SlotFormatException or InvalidDataException)
        {
            throw RevisionUnavailableException.OfOtherRelease(exception);
        }
        catch (PolicySetException exception)
        {
            var message = $"This node cannot compile the stored policies: {exception.Message}";
            throw new RevisionUnavailableException(RevisionUnavailableException.PoliciesUnreadable, message, exception);
        }
    }

    private static async Task RequireAsync(Revision wanted, SnapshotEvaluation evaluation, CancellationToken cancellation)
    {
        if (evaluation.Revision.Lineage != wanted.Lineage)
        {
            if (wanted.Trace is { } trace && await evaluation.Snapshot.SeesAsync(trace, cancellation)) return;
            throw RevisionUnavailableException.OtherLineage();
        }

        if (!evaluation.Revision.IsAtLeast(wanted)) throw RevisionUnavailableException.NotReached();
    }

    private static bool IsOfTheStore(Exception exception) => exception is NpgsqlException or OperationCanceledException or TimeoutException;
}
