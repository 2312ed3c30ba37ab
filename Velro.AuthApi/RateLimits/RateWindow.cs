namespace Velro.AuthApi.RateLimits;

/// <summary>What was counted in one window of time: here, and by all other nodes as far as this one has heard.</summary>
internal struct RateWindow
{
    /// <summary>Which window, counted from the beginning of time.</summary>
    public long Index;

    /// <summary>What this node counted.</summary>
    public int Own;

    /// <summary>What of it the others have not been told yet.</summary>
    public int Unsent;

    /// <summary>What the other nodes counted.</summary>
    public int Others;

    /// <summary>What all counted.</summary>
    public readonly long Total => (long)Own + Others;

    public void Add(int permits)
    {
        Own += permits;
        Unsent += permits;
    }

    /// <summary>Takes what all nodes together have told, this one's last <paramref name="sent"/> among it.</summary>
    public void Take(long total, int sent)
    {
        Unsent = Math.Max(0, Unsent - sent);
        Others = (int)Math.Clamp(total - (Own - Unsent), 0, int.MaxValue);
    }
}
