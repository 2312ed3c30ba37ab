using CsCheck;
using Velro.Caching.Tiers;
using Velro.Data.Secrets;

namespace Velro.Tests.Unit.Caching;

public sealed class PayloadSealTests
{
    private readonly PayloadSeal _seal = new(new MasterKey("a-master-key-of-32-characters-or-more"));

    [Fact]
    public void What_was_sealed_opens_under_its_own_key() => Gen.Select(Gen.String, Gen.Byte.Array).Sample((key, payload) =>
        _seal.TryOpen(key, _seal.Close(key, payload), out var opened) && opened.AsSpan().SequenceEqual(payload));

    [Fact]
    public void A_payload_that_was_moved_to_another_key_does_not_open() =>
        Assert.False(_seal.TryOpen("velro:bob", _seal.Close("velro:alice", [1, 2, 3]), out _));

    [Fact]
    public void A_payload_with_any_bit_changed_does_not_open() => Gen.Select(Gen.Byte.Array[1, 64], Gen.Int, Gen.Int[0, 7]).Sample((payload, at, bit) =>
    {
        var closed = _seal.Close("velro:alice", payload);
        closed[(uint)at % closed.Length] ^= (byte)(1 << bit);
        return !_seal.TryOpen("velro:alice", closed, out _);
    });

    [Fact]
    public void Another_master_key_opens_nothing()
    {
        var other = new PayloadSeal(new MasterKey("another-master-key-of-24-characters-or-more"));

        Assert.False(other.TryOpen("velro:alice", _seal.Close("velro:alice", [1]), out _));
    }

    [Fact]
    public void What_is_too_short_for_a_tag_does_not_open() => Assert.False(_seal.TryOpen("velro:alice", [1, 2, 3], out _));
}
