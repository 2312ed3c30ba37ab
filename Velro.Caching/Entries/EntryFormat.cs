namespace Velro.Caching.Entries;

/// <summary>The format of the payloads in the shared cache.</summary>
internal static class EntryFormat
{
    /// <summary>Raised with every change of any payload. It is part of the epoch, so releases with different formats never share entries.</summary>
    public const byte Version = 3;
}
