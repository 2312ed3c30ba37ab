namespace Velro.Data.Feed;

/// <summary>All that has changed up to a snapshot: the stored base, and the changes that are not folded into it.</summary>
/// <param name="Answer">The state that the sums are of; without changes.</param>
/// <param name="Sums">The sums of the nonces of every change that there was.</param>
/// <param name="TailLength">How many changes were not folded yet.</param>
public sealed record FeedLoad(FeedAnswer Answer, SlotSums Sums, int TailLength);
