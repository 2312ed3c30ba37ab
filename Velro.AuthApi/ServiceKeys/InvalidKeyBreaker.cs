using System.Net;
using Microsoft.Extensions.Options;

namespace Velro.AuthApi.ServiceKeys;

/// <summary>
/// Fails fast for addresses that keep presenting keys which nobody has, or tokens with a false signature: each of those costs a look-up or a
/// verification, and who makes them up has as many as they like. An address may fail so often in a minute; from then on, what it presents is looked up no more often than it may fail, one
/// look-up after another. Who asks here has seen that the key is not known to this node: one that is known is never refused.
/// </summary>
/// <remarks>
/// The table is of a fixed size, so that many addresses cost no more than few. Where it is full, the address that failed the longest ago
/// gives its place.
/// </remarks>
internal sealed class InvalidKeyBreaker
{
    private const int Sets = 1024;
    private const int Ways = 4;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Cell[] _cells = new Cell[Sets * Ways];
    private readonly long _interval;
    private readonly long _tolerance;

    /// <summary>The timestamp until which some address is refused; long past while none is.</summary>
    private long _isQuietFrom = long.MinValue;

    public InvalidKeyBreaker(IOptions<ServiceKeyOptions> options, TimeProvider time, ServiceKeyMetrics metrics)
    {
        _time = time;
        _interval = (long)(Window.TotalSeconds * time.TimestampFrequency / options.Value.InvalidKeysPerMinute);
        _tolerance = _interval * (options.Value.InvalidKeysPerMinute - 1);
        metrics.ObserveAddresses(CountRefused);
    }

    /// <summary>Whether no address at all is refused, which is cheap to know.</summary>
    public bool IsQuiet => Volatile.Read(ref _isQuietFrom) is var until && (until == long.MinValue || _time.GetTimestamp() >= until);

    /// <summary>How long keys from <paramref name="address"/> that are not known here are refused for; zero: they are not.</summary>
    public TimeSpan DelayOf(IPAddress? address)
    {
        var (prefix, now) = (AddressPrefix.Of(address), _time.GetTimestamp());
        lock (_lock)
        {
            foreach (ref var cell in SetOf(prefix))
            {
                if (cell.IsUsed && cell.Prefix == prefix) return _time.GetElapsedTime(now, Math.Max(now, cell.FreeAt - _tolerance));
            }
        }

        return TimeSpan.Zero;
    }

    /// <summary>Notes that a key from <paramref name="address"/> was looked up, and nobody has it.</summary>
    public void Note(IPAddress? address)
    {
        var (prefix, now) = (AddressPrefix.Of(address), _time.GetTimestamp());
        lock (_lock)
        {
            ref var cell = ref FindOrReplace(prefix);
            cell.FreeAt = Math.Max(cell.FreeAt, now) + _interval;
            var until = cell.FreeAt - _tolerance;
            if (until > now && until > _isQuietFrom) Volatile.Write(ref _isQuietFrom, until);
        }
    }

    private ref Cell FindOrReplace(ulong prefix)
    {
        var set = SetOf(prefix);
        var oldest = 0;
        for (var i = 0; i < set.Length; i++)
        {
            if (set[i].IsUsed && set[i].Prefix == prefix) return ref set[i];
            if (set[i].FreeAt < set[oldest].FreeAt) oldest = i;
        }

        set[oldest] = new Cell { IsUsed = true, Prefix = prefix, FreeAt = long.MinValue };
        return ref set[oldest];
    }

    /// <summary>By a hash that differs from process to process, so that nobody can choose whose place they take.</summary>
    private Span<Cell> SetOf(ulong prefix) => _cells.AsSpan((HashCode.Combine(prefix) & (Sets - 1)) * Ways, Ways);

    private int CountRefused()
    {
        var now = _time.GetTimestamp();
        lock (_lock) return _cells.Count(cell => cell.IsUsed && cell.FreeAt - _tolerance > now);
    }

    private struct Cell
    {
        public bool IsUsed;
        public ulong Prefix;

        /// <summary>The timestamp at which all its failures are forgotten.</summary>
        public long FreeAt;
    }
}
