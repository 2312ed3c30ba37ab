using System.Collections.Immutable;

namespace Velro.Caching.Clock;

/// <summary>What the clock said when a load was asked for: one version, and the stamps of the slots that the load is about.</summary>
public readonly record struct ClockMark(ClockState State, ImmutableArray<int> Slots, ImmutableArray<ulong> Stamps);
