namespace Velro.Caching.Clock;

/// <summary>
/// What a clock knows of one slot: the wrapping sum of the nonces of every change to it, under an epoch. Two nodes that have seen the
/// same changes hold the same stamp, whatever the order; a stamp that differs means content that differs, or a slot that is shared.
/// </summary>
/// <param name="Epoch">Mixes what stamps of different worlds differ in (<see cref="Epochs"/>), so that they never meet.</param>
/// <param name="Value">The sum of the nonces, modulo 2^64.</param>
public readonly record struct Stamp(ulong Epoch, ulong Value);
