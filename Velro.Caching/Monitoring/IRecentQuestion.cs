namespace Velro.Caching.Monitoring;

/// <summary>A question that was asked lately, to be asked again by the monitor.</summary>
public interface IRecentQuestion
{
    /// <summary>Asks it through the caches and from the base tables.</summary>
    Task<Agreement> CompareAsync(ConsistencyCheck check, CancellationToken cancellation);
}
