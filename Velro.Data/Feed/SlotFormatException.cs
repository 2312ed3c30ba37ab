namespace Velro.Data.Feed;

/// <summary>
/// The database counts changes by other slots than this release. It can neither tell what is current nor fold changes, and must not answer.
/// </summary>
public sealed class SlotFormatException(short hashVersion, int slotCount) : Exception(
    $"The database counts changes by the slot hash {hashVersion} with {slotCount} slots, this release by {Slots.HashVersion} with {Slots.Count}. " +
    "Run a release that matches the migrations.");
