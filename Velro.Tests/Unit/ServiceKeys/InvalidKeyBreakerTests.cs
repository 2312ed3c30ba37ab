using System.Net;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Velro.AuthApi.ServiceKeys;

namespace Velro.Tests.Unit.ServiceKeys;

/// <summary>The breaker for addresses that present keys which nobody has.</summary>
public sealed class InvalidKeyBreakerTests : IDisposable
{
    private static readonly IPAddress Address = IPAddress.Parse("203.0.113.7");

    private readonly TestMeterFactory _meters = new();
    private readonly FakeTimeProvider _time = new();
    private readonly InvalidKeyBreaker _breaker;

    public InvalidKeyBreakerTests() => _breaker = new InvalidKeyBreaker(
        Options.Create(new ServiceKeyOptions { InvalidKeysPerMinute = 6 }), _time, new ServiceKeyMetrics(_meters));

    [Fact]
    public void An_address_may_fail_so_often_and_then_no_more_often_than_that_in_a_minute()
    {
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(TimeSpan.Zero, _breaker.DelayOf(Address));
            _breaker.Note(Address);
        }

        Assert.Equal(TimeSpan.FromSeconds(10), _breaker.DelayOf(Address));
        Assert.False(_breaker.IsQuiet);
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(TimeSpan.FromSeconds(6), _breaker.DelayOf(Address));
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(TimeSpan.Zero, _breaker.DelayOf(Address));
        _breaker.Note(Address);
        Assert.Equal(TimeSpan.FromSeconds(10), _breaker.DelayOf(Address));
    }

    [Fact]
    public void After_a_minute_everything_is_forgotten()
    {
        for (var i = 0; i < 6; i++) _breaker.Note(Address);
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.True(_breaker.IsQuiet);
        for (var i = 0; i < 5; i++) _breaker.Note(Address);
        Assert.Equal(TimeSpan.Zero, _breaker.DelayOf(Address));
    }

    [Theory]
    [InlineData("203.0.113.7", "::ffff:203.0.113.7", true)]
    [InlineData("203.0.113.7", "203.0.113.8", false)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", true)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:2::1", false)]
    [InlineData("203.0.113.7", "0:ffff:cb00:7107::", true)]
    public void Who_has_a_whole_network_of_ipv6_is_one(string failing, string other, bool isSame)
    {
        for (var i = 0; i < 6; i++) _breaker.Note(IPAddress.Parse(failing));

        Assert.Equal(isSame, _breaker.DelayOf(IPAddress.Parse(other)) > TimeSpan.Zero);
    }

    [Fact]
    public void However_many_addresses_fail_the_table_stays_as_it_is_and_the_last_ones_are_refused()
    {
        // Others each time: a table that grows would grow again.
        var addresses = Enumerable.Range(0, 220_000).Select(static i => new IPAddress(0x0A000000 + i)).ToArray();
        var (next, isRefused) = (0, false);
        var allocated = Allocations.Of(() =>
        {
            for (var i = 0; i < 20_000; i++) _breaker.Note(addresses[next++]);
            for (var i = 0; i < 6; i++) _breaker.Note(Address);
            isRefused = _breaker.DelayOf(Address) > TimeSpan.Zero;
        });

        Assert.True(isRefused);
        Assert.Equal(0, allocated);
    }

    public void Dispose() => _meters.Dispose();
}
